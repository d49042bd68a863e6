import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { adviseOnDesign, datasets as sources, describeExperiment, SpecError, type BlockSpec, type DatasetDescription, type ExperimentSpec, type Issue } from '../../core/index.ts'
import type { AdvisedDescription, Api, ExampleSummary } from '../contract/api.ts'
import { withAbsolutePaths } from './absolute-paths.ts'
import { createNewestFirst } from './newest-first.ts'
import type { DatasetsService } from './datasets-service.ts'
import type { ModelImporter } from './model-importer.ts'
import type { TaskWorkers } from './task-worker.ts'
import type { WeightShapes, WeightsReader } from './weights-reader.ts'

export interface ExperimentsOptions {
  readonly datasets: DatasetsService
  readonly tasks: TaskWorkers
  readonly examplesFolder: string
  readonly weights: WeightsReader
  readonly models: ModelImporter
}

export function createExperimentsService({ datasets, tasks, examplesFolder, weights, models }: ExperimentsOptions): Api['experiments'] {
  const looks = createNewestFirst()

  /** Null with the reasons when the data cannot be described; without any when core describes them itself. */
  async function describeData(spec: unknown): Promise<{ data: DatasetDescription | null; issues: readonly Issue[] }> {
    const block = datasetBlock(spec)
    if (block === null || sourceOfBlock(block) === 'generator') return { data: null, issues: [] }
    try {
      return { data: await datasets.describeBlock(block, seedOf(spec)), issues: [] }
    } catch (error) {
      if (error instanceof SpecError) return { data: null, issues: error.issues }
      throw error
    }
  }

  /** What the spec's weights file holds; null when it names none, with the reasons when it cannot be read. */
  async function describeWeights(spec: unknown): Promise<{ shapes: WeightShapes | null; issues: readonly Issue[] }> {
    const given = typeof spec === 'object' && spec !== null && 'initialWeights' in spec ? spec.initialWeights : null
    if (typeof given !== 'string' || given === '') return { shapes: null, issues: [] }
    try {
      return { shapes: await weights.describe(given), issues: [] }
    } catch (error) {
      if (error instanceof SpecError) return { shapes: null, issues: error.issues.map((issue) => ({ ...issue, path: 'initialWeights', received: `${issue.path}: ${issue.received}` })) }
      throw error
    }
  }

  return {
    async describe(spec): Promise<AdvisedDescription> {
      const { data, issues } = await describeData(spec)
      const start = await describeWeights(spec)
      const description = describeExperiment(spec, data, start.shapes)
      return { ...description, issues: distinctIssues([...issues, ...description.issues, ...start.issues]), suggestions: adviseOnDesign(spec, data), data }
    },
    examples: () => readExamples(examplesFolder),
    async previewAugmentation({ dataset, ...request }) {
      const datasetFile = dataset.kind === 'stored' ? datasets.pathOf(String(dataset['id'])) : null
      return tasks.ask('preview-augmentation', { block: dataset, datasetFile, ...request })
    },
    async lookInside(spec, { sample, layer, remedies }) {
      const block = datasetBlock(spec)
      const { issues } = await describeData(spec)
      if (block === null || issues.length > 0) throw new SpecError(issues.length > 0 ? issues : describeExperiment(spec, null).issues)
      const datasetFile = block.kind === 'stored' ? datasets.pathOf(String(block['id'])) : null
      const weightsFile = spec.initialWeights === null ? null : weights.fileOf(spec.initialWeights)
      return looks(() => tasks.ask('look-inside', { spec, block, seed: seedOf(spec), datasetFile, weightsFile, sample, layer, remedies }))
    },
    async importModel({ file, into, freeze }) {
      const { data } = await describeData(into)
      const { spec, report, dataset } = await models.import(file, { into, data, freeze })
      return { spec: spec as unknown as ExperimentSpec, report, dataset }
    },
  }
}

/** The block under `dataset`, when it names a kind there is. */
export function datasetBlock(spec: unknown): BlockSpec | null {
  const given = typeof spec === 'object' && spec !== null && 'dataset' in spec ? spec.dataset : null
  const block = typeof given === 'string' ? { kind: given } : given
  if (typeof block !== 'object' || block === null || !('kind' in block) || typeof block.kind !== 'string' || !sources.has(block.kind)) return null
  return block as BlockSpec
}

export const sourceOfBlock = ({ kind }: BlockSpec): 'generator' | 'files' | 'stored' => sources.get(kind).source

export const seedOf = (spec: unknown): number => {
  const seed = typeof spec === 'object' && spec !== null && 'seed' in spec ? spec.seed : undefined
  return Number.isSafeInteger(seed) && (seed as number) >= 0 ? (seed as number) : 1
}

/** The same problem found twice, while reading the data and the spec, is one. */
export function distinctIssues(issues: readonly Issue[]): readonly Issue[] {
  const seen = new Set<string>()
  return issues.filter(({ path, received }) => {
    const key = JSON.stringify([path, received])
    return !seen.has(key) && seen.add(key)
  })
}

async function readExamples(folder: string): Promise<readonly ExampleSummary[]> {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.json')).sort()
  return Promise.all(files.map(async (file) => {
    const spec = JSON.parse(await readFile(join(folder, file), 'utf8')) as ExperimentSpec
    return { id: file.slice(0, -'.json'.length), name: spec.name, spec: withAbsolutePaths(spec, folder) as ExperimentSpec }
  }))
}
