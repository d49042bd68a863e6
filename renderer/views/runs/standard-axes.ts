import type { RunSummary } from '../../../electron/contract/api.ts'
import type { RunColumn } from './run-columns.ts'

/** Hyper-parameters that experiments differ in most often, in the order in which one would look at them. */
const USUAL = ['optimizer.learningRate', 'optimizer', 'batches.size', 'network.h1.units', 'seed'] as const
const MOST_AXES = 6
const MOST_LOOKED_AT = 500

/** What charts show until somebody chooses: a score over the learning rate; the hyper-parameters that differ, and the score they led to. */
export function standardAxes(columns: ReadonlyMap<string, RunColumn>, runs: readonly RunSummary[]): { readonly x: string; readonly score: string; readonly axes: readonly string[] } {
  // Which hyper-parameters differ shows in some of them.
  const some = runs.filter((_, i) => i % Math.ceil(runs.length / MOST_LOOKED_AT) === 0)
  const scored = (key: string): boolean => columns.has(key) && runs.some((run) => typeof columns.get(key)?.value(run) === 'number')
  const score = scored('metric') ? 'metric' : scored('validationLoss') ? 'validationLoss' : 'trainLoss'
  const varying = [...columns.values()].filter(({ part, key }) => part === 'hyperparameters' && key !== 'seed' && varies(columns.get(key)!, some)).map(({ key }) => key)
  const usual = USUAL.filter((key) => varying.includes(key))
  const ordered = [...usual, ...varying.filter((key) => !(usual as readonly string[]).includes(key))]
  const isNumeric = (key: string): boolean => some.some((run) => typeof columns.get(key)?.value(run) === 'number')
  return { x: ordered.find(isNumeric) ?? ordered[0] ?? 'time', score, axes: [...ordered.slice(0, MOST_AXES - 1), ...(ordered.length < 2 ? ['parameters', 'time'] : []), score] }
}

/** True where most runs have a value, and not all the same. */
function varies({ value }: RunColumn, runs: readonly RunSummary[]): boolean {
  const values = runs.map(value).filter((found) => found !== null && found !== undefined)
  return values.length > runs.length / 2 && new Set(values).size > 1
}
