import type { ExperimentSpec, Text } from '../../../core/index.ts'
import type { RunDetails } from '../../../electron/contract/api.ts'
import { changedValue, fieldName, liveFieldsAt } from './change-words.ts'

type Event = RunDetails['events'][number]['event']

/** Something that happened at a place of a run's time line. */
export interface RunMark {
  /** Epochs, as fractions. */
  readonly epoch: number
  readonly label: string
}

interface Speech {
  readonly t: (key: string, named?: Record<string, unknown>) => string
  readonly say: (words: Text) => string
  readonly value: (value: number) => string
  readonly count: (value: number) => string
}

/** Schedules that go down in steps; those that change with every step have no moments to mark. */
const STEPPED = ['step', 'reduceOnPlateau']
/** Labels nearer than this part of the run to the one before would stand on it. */
const CROWDED = 0.08

/** What happened while a run trained, for the time line of its charts: changes, pauses, drops of the rate, its best epoch, restored weights. */
export function runMarks(events: readonly Event[], spec: ExperimentSpec, stepsPerEpoch: number | null, best: number | null, speech: Speech): readonly RunMark[] {
  const { t, value } = speech
  if (stepsPerEpoch === null) return []
  const fields = new Map(liveFieldsAt(spec, 0).map((field) => [field.path, fieldName(field, speech)]))
  const at = (step: number): number => Math.max(0, step) / stepsPerEpoch
  const happened = events.flatMap((event): readonly RunMark[] => {
    switch (event.type) {
      case 'changed': return [{ epoch: at(event.step), label: event.changes.map(({ path, to }) => `${fields.get(path) ?? path} ${changedValue(to, speech)}`).join(', ') }]
      case 'paused': return [{ epoch: at(event.step), label: t('runs.marks.paused') }]
      default: return []
    }
  })
  const finished = events.findLast((event) => event.type === 'finished')
  const restored = finished?.type === 'finished' ? finished.restoredEpoch : null
  const bestMark = best === null || best === 0 ? [] : [{ epoch: best, label: t(restored === best ? 'runs.marks.restored' : 'runs.bestEpoch', { epoch: speech.count(best) }) }]
  return [...happened, ...rateDrops(events, spec).map(({ epoch, rate }) => ({ epoch, label: t('runs.marks.rate', { rate: value(rate) }) })), ...bestMark].toSorted((a, b) => a.epoch - b.epoch)
}

/** After which epochs the schedule made the rate smaller. */
export function rateDrops(events: readonly Event[], spec: ExperimentSpec): readonly { readonly epoch: number; readonly rate: number }[] {
  if (!STEPPED.includes(spec.schedule.kind)) return []
  const epochs = events.flatMap((event) => (event.type === 'epoch' ? [event] : []))
  const changed = new Set(events.flatMap((event) => (event.type === 'changed' && event.changes.some(({ path }) => path === 'optimizer.learningRate') ? [event.epoch] : [])))
  return epochs.flatMap(({ epoch, learningRate }, index) => {
    const before = epochs[index - 1]
    return before !== undefined && learningRate < before.learningRate && !changed.has(before.epoch) && !changed.has(epoch - 1) ? [{ epoch: before.epoch, rate: learningRate }] : []
  })
}

/** The marks with labels only where they do not stand on each other; the lines stay. */
export function spreadLabels(marks: readonly RunMark[], lastEpoch: number): readonly RunMark[] {
  let labelled = -Infinity
  return marks.map((mark) => {
    if (mark.epoch - labelled < CROWDED * lastEpoch) return { ...mark, label: '' }
    labelled = mark.epoch
    return mark
  })
}
