import { resolve } from 'node:path'
import { datasets } from '../../core/index.ts'

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** How a spec names a run's weights: `run:ID`, `run:ID@best` or `run:ID@epoch-3`. */
export const RUN_WEIGHTS = /^run:([^@]+)(?:@(last|best|epoch-\d+))?$/

/** The spec with its files named from the root, so that it no longer depends on where it came from. What is no spec comes back as it is. */
export function withAbsolutePaths(spec: unknown, folder: string): unknown {
  if (!isRecord(spec)) return spec
  const { initialWeights } = spec
  const isFile = typeof initialWeights === 'string' && initialWeights !== '' && !RUN_WEIGHTS.test(initialWeights)
  return {
    ...spec,
    ...(isRecord(spec['dataset']) ? { dataset: blockWithAbsolutePaths(spec['dataset'], folder) } : {}),
    ...(isFile ? { initialWeights: resolve(folder, initialWeights) } : {}),
  }
}

function blockWithAbsolutePaths(block: Record<string, unknown>, folder: string): Record<string, unknown> {
  const kind = block['kind']
  if (typeof kind !== 'string' || !datasets.has(kind)) return block
  const paths = Object.entries(datasets.get(kind).hyperparameters).filter(([, hyperparameter]) => hyperparameter.kind === 'path')
  const absolute = paths.flatMap(([name]) => (typeof block[name] === 'string' && block[name] !== '' ? [[name, resolve(folder, block[name])]] : []))
  return { ...block, ...Object.fromEntries(absolute) }
}
