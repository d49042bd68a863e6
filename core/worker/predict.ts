import { applyTransforms, createEngine, createPredictor, prepareData, readCheckpoint, readFeatures, resolveExperiment, scorePredictions } from '../index.ts'
import type { PartPredictions, Tasks } from './protocol.ts'
import { namedFiles, readFileContent } from './read-file.ts'
import { loadDataset } from './stored-datasets.ts'

/** Predicts a part of a run's data with one of its checkpoints. */
export async function predictPart({ spec, description, datasetFile, checkpoint, part }: Tasks['predict']['input']): Promise<PartPredictions> {
  const experiment = resolveExperiment(spec, description)
  const data = prepareData(experiment, await loadDataset(datasetFile))
  const { inputs, sampleCount, indices, labels, values } = data.parts[part]
  const engine = await createEngine({ kind: 'wasm' })
  const predictor = createPredictor({ experiment, checkpoint: await readFileContent(checkpoint), engine, inputShape: data.inputShape })
  try {
    const outputs = predictor.predict(inputs, sampleCount)
    return { outputs, indices, labels, values, scores: sampleCount === 0 ? {} : scorePredictions(experiment, outputs, data.parts[part]) }
  } finally {
    predictor.dispose()
    engine.dispose()
  }
}

/** Predicts the samples of a file, preprocessed as the training part was. */
export async function predictFile({ spec, description, datasetFile, checkpoint, file }: Tasks['predict-file']['input']): Promise<Tasks['predict-file']['output']> {
  const experiment = resolveExperiment(spec, description)
  const content = await readFileContent(checkpoint)
  const [input] = await namedFiles([file])
  const raw = readFeatures(input!, await loadDataset(datasetFile))
  const samples = applyTransforms(experiment.preprocessing, readCheckpoint(content).transforms, raw)
  const engine = await createEngine({ kind: 'wasm' })
  const predictor = createPredictor({ experiment, checkpoint: content, engine, inputShape: samples.shape })
  try {
    return { outputs: predictor.predict(samples.data, samples.sampleCount), sampleCount: samples.sampleCount }
  } finally {
    predictor.dispose()
    engine.dispose()
  }
}
