import type { RunSummary } from '../../../electron/contract/api.ts'

export type RunValue = string | number | boolean | null | undefined
export type ValueOf = (run: RunSummary) => RunValue

const OWN: Readonly<Record<string, ValueOf>> = {
  name: (run) => run.name, status: (run) => run.status, data: (run) => run.datasetName, task: (run) => run.task, notes: (run) => run.notes, starred: (run) => run.starred,
  epoch: (run) => run.epoch, epochs: (run) => run.epochs, step: (run) => run.step, seconds: (run) => run.seconds, speed: (run) => run.samplesPerSecond, parameters: (run) => run.parameterCount,
  'best.value': (run) => run.best?.value, 'best.epoch': (run) => run.best?.epoch,
}
const PARTS = ['train', 'validation', 'test'] as const

/** Everything that can be asked of these runs, by name: what tables show, scores (`validation.accuracy`; final ones before the latest), and hyper-parameters (`optimizer.learningRate`). */
export function runValues(runs: readonly RunSummary[]): ReadonlyMap<string, ValueOf> {
  const values = new Map(Object.entries(OWN))
  const scores = new Set<string>()
  const settings = new Set<string>()
  for (const run of runs) {
    for (const part of PARTS) {
      for (const name in run.final[part] ?? (part === 'test' ? null : run.latest[part])) scores.add(`${part}.${name}`)
    }
    for (const name in run.hyperparameters) settings.add(name)
  }
  for (const score of [...scores].sort()) {
    const [part, name] = score.split('.') as [(typeof PARTS)[number], string]
    values.set(score, (run) => run.final[part]?.[name] ?? (part === 'test' ? undefined : run.latest[part]?.[name]))
  }
  for (const name of [...settings].sort()) if (!values.has(name)) values.set(name, (run) => run.hyperparameters[name])
  return values
}
