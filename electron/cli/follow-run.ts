import type { RunEvent } from '../../core/index.ts'
import type { RunId, RunSummary } from '../contract/api.ts'
import type { Services } from '../services/create-services.ts'
import { EXIT, type Context, type ExitCode } from './command.ts'
import { formatNumber, formatSeconds, formatTable } from './table.ts'

const ENDED = new Set(['completed', 'stopped-early', 'cancelled', 'diverged', 'failed', 'interrupted'])

/** Starts a run, shows how it goes, and prints how it ended. */
export async function followRun({ output, onInterrupt }: Context, services: Services, begin: () => Promise<RunId>): Promise<ExitCode> {
  const { promise: ended, resolve } = Promise.withResolvers<RunSummary>()
  let followed: RunId | null = null
  let latest: readonly RunSummary[] = []
  const look = (): void => {
    const run = latest.find(({ id }) => id === followed)
    if (run === undefined) return
    if (ENDED.has(run.status)) resolve(run)
    else if (run.epoch > 0) output.progress(progressLine(run))
  }
  services.listen((announcement, payload) => {
    if (announcement === 'runs.progressed' && 'events' in payload && payload.id === followed) {
      const pretrained = payload.events.findLast((event) => event.type === 'pretrained')
      if (pretrained !== undefined) output.progress(`pre-training ${pretrained.layer}, epoch ${pretrained.epoch}  loss ${formatNumber(pretrained.loss)}  ${formatNumber(Math.round(pretrained.samplesPerSecond))} samples/s`)
    }
    if (announcement !== 'runs.changed' || !('runs' in payload)) return
    latest = payload.runs
    look()
  })
  onInterrupt(() => void services.interrupt())
  followed = await begin()
  output.note(`run ${followed}`)
  look()
  const run = await ended
  const { events } = await services.api.runs.show(run.id)
  output.result(resultDocument(run, events.map(({ event }) => event)), () => resultText(run))
  if (run.message !== null) output.note(run.message)
  if (run.status === 'interrupted') output.note(`Interrupted. descent resume ${run.id} continues.`)
  return exitCode(run)
}

function exitCode({ status }: RunSummary): ExitCode {
  if (status === 'completed' || status === 'stopped-early') return EXIT.done
  return status === 'interrupted' ? EXIT.interrupted : EXIT.failed
}

const BAR_WIDTH = 24

function progressLine({ epoch, epochs, latest, samplesPerSecond, seconds }: RunSummary): string {
  const done = Math.round((epoch / epochs) * BAR_WIDTH)
  const scores = [latest.train && `train ${formatNumber(latest.train['loss'])}`, latest.validation && `validation ${formatNumber(latest.validation['loss'])}`].filter((part) => part)
  const remaining = epoch === 0 ? '' : `${formatSeconds((seconds / epoch) * (epochs - epoch))} left`
  return `${'█'.repeat(done)}${'░'.repeat(BAR_WIDTH - done)} epoch ${epoch}/${epochs}  ${scores.join('  ')}  ${formatNumber(Math.round(samplesPerSecond ?? 0))} samples/s  ${remaining}`
}

/** What scripts read of a run that ended. */
export function resultDocument(run: RunSummary, events: readonly RunEvent[]): unknown {
  const epochs = events.filter((event) => event.type === 'epoch')
  const trainSeconds = epochs.reduce((sum, event) => sum + event.trainSeconds, 0)
  const samples = epochs.reduce((sum, event) => sum + event.samplesPerSecond * event.trainSeconds, 0)
  return {
    run: run.id,
    name: run.name,
    status: run.status,
    reason: run.message ?? run.status,
    epochs: run.epoch,
    steps: run.step,
    seconds: run.seconds,
    samplesPerSecond: trainSeconds > 0 ? samples / trainSeconds : null,
    final: run.final,
    best: run.best,
    weightsSha256: run.weightsSha256,
  }
}

function resultText(run: RunSummary): string {
  const parts = (['train', 'validation', 'test'] as const).filter((part) => run.final[part] !== null)
  const names = [...new Set(parts.flatMap((part) => Object.keys(run.final[part] ?? {})))]
  const table = parts.length === 0 ? '' : `${formatTable([['', ...names], ...parts.map((part) => [part, ...names.map((name) => formatNumber(run.final[part]?.[name]))])], { header: true })}\n`
  const best = run.best === null ? '' : `, best ${run.best.monitor} ${formatNumber(run.best.value)} in epoch ${run.best.epoch}`
  return `${run.name} (${run.id}): ${run.status} after ${run.epoch} epochs, ${run.step} steps, ${formatSeconds(run.seconds)}${best}\n${table}`
}
