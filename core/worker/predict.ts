import { applyTransforms, createPredictor, engineProducts, prepareData, readModel, readSamples, resolveExperiment } from '../index.ts'
import { openEngine } from './open-engine.ts'
import type { PartPredictions, Tasks } from './protocol.ts'
import { namedFiles, readFileContent } from './read-file.ts'
import { loadDataset } from './stored-datasets.ts'

/** Predicts a part of a run's data with one of its checkpoints. */
export async function predictPart({ spec, description, datasetFile, checkpoint, part, member }: Tasks['predict']['input']): Promise<PartPredictions> {
  const experiment = resolveExperiment(spec, description)
  const dataset = await loadDataset(datasetFile)
  const content = await readFileContent(checkpoint)
  const engine = await openEngine()
  try {
    const data = prepareData(experiment, dataset, { products: engineProducts(engine), fitted: readModel(experiment, content).transforms }).parts[part]
    const predictions = createPredictor({ experiment, checkpoint: content, engine, member }).evaluate(data)
    return { ...predictions, sampleCount: data.sampleCount, indices: data.indices, labels: data.labels, values: data.values }
  } finally {
    engine.dispose()
  }
}

/** Predicts the samples of a file, preprocessed as the training part was. */
export async function predictFile({ spec, description, datasetFile, checkpoint, file, member }: Tasks['predict-file']['input']): Promise<Tasks['predict-file']['output']> {
  const experiment = resolveExperiment(spec, description)
  const content = await readFileContent(checkpoint)
  const [input] = await namedFiles([file])
  const raw = await readSamples(input!, await loadDataset(datasetFile))
  const engine = await openEngine()
  try {
    const samples = applyTransforms(experiment.preprocessing, readModel(experiment, content).transforms, raw, engineProducts(engine))
    const predictions = createPredictor({ experiment, checkpoint: content, engine, member }).predict(samples.data, samples.sampleCount)
    return { ...predictions, sampleCount: samples.sampleCount }
  } finally {
    engine.dispose()
  }
}
