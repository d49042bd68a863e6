import {
  checkGradients, datasets, measureSpeed, describeDataset, prepareData, previewImport, previewPreprocessing, previewSplit, resolveExperiment, sampleBatch, sampleLabels, sampleRange, SpecError, summarizeDataset, engineProducts, principalComponents,
  type BlockSpec, type Dataset, type Issue, type MatrixProducts,
} from '../index.ts'
import { lookIntoNetwork } from './look-inside.ts'
import { openEngine } from './open-engine.ts'
import { errorSurface } from './error-surfaces.ts'
import { embedSamples } from './embed.ts'
import { explainSample, mapDecisions, findNeighbours, lookInside, trySamples } from './opened-models.ts'
import { predictFile, predictPart } from './predict.ts'
import { previewAugmentation } from './preview-augmentation.ts'
import type { ImportProgress, ShareProgress, TaskName, TaskRequest, Tasks } from './protocol.ts'
import { importFiles } from './import-files.ts'
import { importModelFile } from './import-model.ts'
import { blockSource } from './lineage-files.ts'
import { fileAccess, openFiles } from './source-files.ts'
import { readWeights } from './read-weights.ts'
import { loadDataset, storeDataset } from './stored-datasets.ts'

export type Report = (progress: ImportProgress | ShareProgress) => void

type TaskTable = { readonly [N in TaskName]: (input: Tasks[N]['input'], report: Report) => Promise<Tasks[N]['output']> }

/** The most samples of a generator that its preview draws. */
const PREVIEWED_SAMPLES = 2000

const tasks: TaskTable = {
  'import': importFiles,
  'preview-import': ({ files, plan }) => previewImport(openFiles(files), plan),
  'store-block': async ({ block, seed, folder }) => ({ ...(await storeDataset(await buildDataset(block, seed), folder)), source: await blockSource(block) }),
  'describe-block': async ({ block, seed }) => describeDataset(await buildDataset(block, seed)),
  async 'preview-block'({ block, seed }) {
    const dataset = await buildDataset(block, seed)
    const { targets } = dataset
    return { ...sampleRange(dataset, 0, PREVIEWED_SAMPLES), classes: targets.kind === 'classes' ? targets.classes : null }
  },
  'preview-augmentation': async ({ block, datasetFile, ...request }) => previewAugmentation(await openDataset({ block, seed: request.seed, datasetFile }), request),
  'statistics': async ({ file }) => summarizeDataset(await loadDataset(file)),
  'labels': async ({ file }) => sampleLabels(await loadDataset(file)),
  'preview-split': async ({ file, ...request }) => previewSplit(await loadDataset(file), request),
  async 'preview-preprocessing'({ file, ...request }) {
    const dataset = await loadDataset(file)
    return withProducts((products) => previewPreprocessing(dataset, request, products))
  },
  'samples': async ({ file, indices }) => sampleBatch(await loadDataset(file), indices),
  async 'principal-components'({ file, ...query }) {
    const dataset = await loadDataset(file)
    return withProducts((products) => principalComponents(dataset, query, products))
  },
  'predict': predictPart,
  'predict-file': predictFile,
  'explain': explainSample,
  'layer-outputs': lookInside,
  'neighbours': findNeighbours,
  'decision-map': mapDecisions,
  'error-surface': errorSurface,
  'embed': embedSamples,
  async 'check'({ spec, block, seed, datasetFile }) {
    const dataset = await openDataset({ block, seed, datasetFile })
    const experiment = resolveExperiment(spec, describeDataset(dataset))
    return withProducts((products) => checkGradients(experiment, prepareData(experiment, dataset, { products })))
  },
  'look-inside': async (input) => lookIntoNetwork(input, () => openDataset(input)),
  'describe-weights': async ({ file }) => [...(await readWeights(file))].map(([name, { shape }]) => ({ name, shape })),
  async 'measure-speed'({ threads }) {
    const engine = await openEngine(threads)
    try {
      return measureSpeed(engine, () => performance.now())
    } finally {
      engine.dispose()
    }
  },
  'try-samples': trySamples,
  'import-model': importModelFile,
  async 'engine'({ threads }) {
    const engine = await openEngine(threads)
    engine.dispose()
    return engine.name
  },
}

/** Does one task; long ones report how far they are. */
export const doTask = <N extends TaskName>({ task, input }: Extract<TaskRequest, { task: N }>, report: Report): Promise<Tasks[N]['output']> =>
  (tasks[task] as (input: Tasks[N]['input'], report: Report) => Promise<Tasks[N]['output']>)(input, report)

/** Lends an engine for products of matrices. */
async function withProducts<T>(work: (products: MatrixProducts) => T): Promise<T> {
  const engine = await openEngine()
  try {
    return work(engineProducts(engine))
  } finally {
    engine.dispose()
  }
}

/** A stored data set, or what the block makes where there is none. */
const openDataset = ({ block, seed, datasetFile }: { readonly block: BlockSpec; readonly seed: number; readonly datasetFile: string | null }): Promise<Dataset> =>
  datasetFile === null ? buildDataset(block, seed) : loadDataset(datasetFile)

/** Makes what a generator describes, or reads what a file block names. */
async function buildDataset(block: BlockSpec, seed: number): Promise<Dataset> {
  const issues: Issue[] = []
  const resolved = datasets.resolve(block, 'dataset', issues)
  if (resolved === null) throw new SpecError(issues)
  const { definition, hyperparameters } = resolved
  switch (definition.source) {
    case 'generator': {
      const problems = definition.check?.(hyperparameters, 'dataset') ?? []
      if (problems.length > 0) throw new SpecError(problems)
      return definition.generate(hyperparameters, seed)
    }
    case 'files':
      return definition.load(hyperparameters, fileAccess)
    case 'stored':
      throw new RangeError('A stored data set is read from its file.')
  }
}
