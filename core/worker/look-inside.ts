import { describeDataset, engineProducts, findRemedies, lookInside, prepareLook, resolveExperiment, SpecError, type Dataset, type Engine, type ExperimentSpec, type LookData, type NetworkLook } from '../index.ts'
import { openEngine } from './open-engine.ts'
import type { Tasks } from './protocol.ts'
import { readWeights } from './read-weights.ts'

type Input = Tasks['look-inside']['input']

/** Data sets with their fitted preprocessing that stay at hand: the one looked at, and one that a remedy was tried with. */
const KEPT_DATA = 2
const prepared = new Map<string, LookData>()
/** Compiled once; what a look needs of its memory is given back after it. */
let engine: Promise<Engine> | null = null

/** Looks into a network before it is trained; with `remedies`, what would mend it is tried out too. */
export async function lookIntoNetwork({ spec, block, datasetFile, weightsFile, sample, layer, remedies }: Input, open: () => Promise<Dataset>): Promise<Tasks['look-inside']['output']> {
  const lent = await (engine ??= openEngine())
  const weights = weightsFile === null ? null : await readWeights(weightsFile)
  const source = JSON.stringify([datasetFile ?? block, datasetFile === null ? (spec as ExperimentSpec).seed : null])
  const dataset = [...prepared].find(([key]) => key.startsWith(source))?.[1].dataset ?? await open()

  const lookAt = (wanted: unknown, details: string | null): NetworkLook => {
    const experiment = resolveExperiment(wanted, describeDataset(dataset))
    const key = `${source} ${JSON.stringify([experiment.spec.split, experiment.spec.preprocessing, experiment.seed])}`
    const data = prepared.get(key) ?? prepareLook(experiment, dataset, engineProducts(lent))
    prepared.delete(key)
    prepared.set(key, data)
    for (const oldest of [...prepared.keys()].slice(0, -KEPT_DATA)) prepared.delete(oldest)
    return lookInside(experiment, data, lent, { sample, layer: details }, weights)
  }

  try {
    const look = lookAt(spec, layer)
    const found = remedies ? findRemedies(spec as ExperimentSpec, resolveExperiment(spec, describeDataset(dataset)), look, (changed) => lookAt(changed, null)) : null
    return { ...look, remedies: found, classes: dataset.targets.kind === 'classes' ? dataset.targets.classes : null }
  } catch (error) {
    // After a failure in the middle of its work an engine cannot be trusted any more.
    if (!(error instanceof SpecError)) engine = null
    throw error
  }
}
