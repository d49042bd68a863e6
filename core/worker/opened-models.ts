import {
  applyTransforms, createPredictor, createRandom, createTrainedNetwork, engineProducts, lastHiddenLayer, meanRows, memberOf, nearestNeighbours, prepareData, readModel, readSamples, resolveExperiment, saliencies, sampleBatch, sizeOf, SpecError, spreadPositions, targetScaleOf, text, featureRanges, mapOutputs, mapPlaces,
  type BlockSpec, type Dataset, type Issue, type ModelMember, type PartData, type Predictor, type ResolvedExperiment, type SampleArray, type Shape, type SplitPart, type TrainedNetwork, type TrainingData,
} from '../index.ts'
import { openEngine } from './open-engine.ts'
import type { ModelRequest, Tasks } from './protocol.ts'
import { namedFiles, readFileContent } from './read-file.ts'
import { loadDataset } from './stored-datasets.ts'

/** A trained model in memory, ready for questions about single samples. */
interface OpenedModel {
  readonly experiment: ResolvedExperiment
  readonly dataset: Dataset
  /** Of one member, from 1; of all unless it is given. Throws SpecError where there is no such member. */
  networks(member?: number): readonly [TrainedNetwork, ...TrainedNetwork[]]
  /** The experiment of a member, the first unless given. */
  experimentOf(member?: number): ResolvedExperiment
  /** A sample as the networks read it. */
  input(index: number): Float32Array
  /** Positions in the data set of a part's samples. */
  indices(part: SplitPart): Int32Array
  /** Values of features as they are stored, as the networks read them. */
  prepare(samples: SampleArray): Float32Array
  /** Predictions as people read them, of an ensemble as one. */
  predictor(): Promise<Predictor>
  /** The mean training sample, preprocessed. */
  background(): Float32Array
  /** What a member makes of training samples before it decides, for finding similar ones. */
  features(member: number): TrainingFeatures
  close(): void
}

interface TrainingFeatures {
  /** Null where the network decides from the input. */
  readonly layer: string | null
  /** Positions in the data set, and rows × size. */
  readonly indices: Int32Array
  readonly rows: Float32Array
}

/** Features take at most this many numbers; of larger parts samples are taken evenly. */
const MOST_FEATURES = 48e6
/** Models that stay open: two runs side by side. */
const MOST_OPEN = 2

const opened = new Map<string, Promise<OpenedModel>>()

function openModel(request: ModelRequest): Promise<OpenedModel> {
  const key = request.checkpoint
  const model = opened.get(key) ?? readOpened(request)
  opened.delete(key)
  opened.set(key, model)
  model.catch(() => opened.delete(key))
  for (const [oldest, other] of opened) {
    if (opened.size <= MOST_OPEN) break
    opened.delete(oldest)
    void other.then(({ close }) => close(), () => {})
  }
  return model
}

async function readOpened({ spec, description, datasetFile, checkpoint }: ModelRequest): Promise<OpenedModel> {
  const experiment = resolveExperiment(spec, description)
  const dataset = await loadDataset(datasetFile)
  const content = await readFileContent(checkpoint)
  const model = readModel(experiment, content)
  const engine = await openEngine()
  let predicting: Awaited<ReturnType<typeof openEngine>> | null = null
  const products = engineProducts(engine)
  const networks = new Map(model.members.map((member): [ModelMember, TrainedNetwork] => [member, createTrainedNetwork(member, engine, targetScaleOf(model.transforms))]))
  const networkOf = (member: number): TrainedNetwork => networks.get(memberOf(model, member))!
  // Prepared samples are several times as large as the data set, so what is made of them is kept and they are not.
  const parts = (): TrainingData['parts'] => prepareData(experiment, dataset, { products, fitted: model.transforms }).parts
  const indices = once(() => {
    const { train, validation, test } = parts()
    return { train: train.indices, validation: validation.indices, test: test.indices }
  })
  const background = once(() => {
    const { train } = parts()
    return meanRows(train.inputs, train.sampleCount)
  })
  /** Of the member that was asked for last. */
  let features: { readonly member: number; readonly found: TrainingFeatures } | null = null
  const prepare = (samples: SampleArray): Float32Array => applyTransforms(experiment.preprocessing, model.transforms, samples, products).data
  return {
    experiment, dataset,
    networks(member) {
      const [first, ...others] = member === undefined ? [...networks.values()] : [networkOf(member)]
      return [first!, ...others]
    },
    experimentOf: (member = 1) => memberOf(model, member).experiment,
    input(index) {
      const { inputs, shape } = sampleBatch(dataset, Int32Array.of(index))
      return prepare({ sampleCount: 1, shape, data: inputs })
    },
    indices: (part) => indices()[part],
    prepare,
    predictor: once(async () => {
      predicting = await openEngine()
      return createPredictor({ experiment, checkpoint: content, engine: predicting })
    }),
    background,
    features(member) {
      if (features?.member !== member) features = { member, found: featuresOf(memberOf(model, member).experiment, networkOf(member), parts().train) }
      return features.found
    },
    close() {
      engine.dispose()
      predicting?.dispose()
    },
  }
}

function featuresOf(experiment: ResolvedExperiment, network: TrainedNetwork, { inputs, indices, sampleCount }: PartData): TrainingFeatures {
  const layer = lastHiddenLayer(experiment)
  const inputSize = sizeOf(network.inputShape)
  const size = layer === null ? inputSize : sizeOf(experiment.network.layers.find(({ id }) => id === layer)!.outputShape)
  const chosen = spreadPositions(sampleCount, MOST_FEATURES / size)
  const rows = new Float32Array(chosen.length * inputSize)
  chosen.forEach((position, row) => rows.set(inputs.subarray(position * inputSize, (position + 1) * inputSize), row * inputSize))
  return { layer, indices: chosen.map((position) => indices[position]!), rows: layer === null ? rows : network.outputsOf(layer, rows, chosen.length) }
}

/** Which parts of a sample an output of a model rests on; of a whole ensemble the mean over its members. */
export async function explainSample({ sample, output, method, member, ...request }: Tasks['explain']['input']): Promise<Tasks['explain']['output']> {
  const issues: Issue[] = []
  const resolved = saliencies.resolve(method, 'method', issues)
  if (resolved === null) throw new SpecError(issues)
  const model = await openModel(request)
  const { inputShape } = model.experiment.network
  return { shape: inputShape, values: saliencyOf(model, model.input(sample), output, resolved, `saliency/${sample}`, member), isPreprocessedShape: !sameLength(inputShape, model.dataset.inputShape) }
}

function saliencyOf(model: OpenedModel, input: Float32Array, output: number, { definition, hyperparameters }: NonNullable<ReturnType<typeof saliencies.resolve>>, stream: string, member?: number): Float32Array {
  const { experiment: { seed } } = model
  const networks = model.networks(member)
  const sum = new Float64Array(input.length)
  for (const network of networks) {
    definition.compute({ ...network, get background() { return model.background() } }, input, output, hyperparameters, createRandom(seed, stream)).forEach((value, i) => { sum[i]! += value / networks.length })
  }
  return Float32Array.from(sum)
}

/** What a model says of samples that are no part of its data, prepared as the training part was. */
export async function trySamples({ samples, method, neighbours = 0, ...request }: Tasks['try-samples']['input']): Promise<Tasks['try-samples']['output']> {
  const model = await openModel(request)
  const { inputShape: shape } = model.dataset
  const raw: SampleArray = 'file' in samples ? await readSamples((await namedFiles([samples.file]))[0]!, model.dataset) : { sampleCount: samples.count, shape, data: samples.values }
  if (raw.data.length !== raw.sampleCount * sizeOf(shape)) {
    throw new SpecError([{ path: 'samples', expected: text(`${raw.sampleCount * sizeOf(shape)} numbers`, `${raw.sampleCount * sizeOf(shape)} números`), received: String(raw.data.length) }])
  }
  const inputs = Float32Array.from(raw.data)
  const prepared = model.prepare(raw)
  const { outputs, uncertainty } = (await model.predictor()).predict(prepared, raw.sampleCount)
  return {
    inputs, shape, sampleCount: raw.sampleCount, outputs, uncertainty,
    saliency: method === null ? null : firstSaliency(model, prepared, outputs.subarray(0, outputs.length / raw.sampleCount), method),
    neighbours: neighbours === 0 ? null : neighboursOf(model, prepared.subarray(0, sizeOf(model.experiment.network.inputShape)), neighbours, null),
  }
}

function firstSaliency(model: OpenedModel, prepared: Float32Array, outputs: Float32Array, method: BlockSpec): Tasks['try-samples']['output']['saliency'] {
  const { inputShape } = model.experiment.network
  if (!sameLength(inputShape, model.dataset.inputShape)) return null
  const issues: Issue[] = []
  const resolved = saliencies.resolve(method, 'method', issues)
  if (resolved === null) throw new SpecError(issues)
  const output = outputs.indexOf(Math.max(...outputs))
  return { output, values: saliencyOf(model, prepared.subarray(0, sizeOf(inputShape)), output, resolved, 'saliency/tried') }
}

const sameLength = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((length, axis) => length === b[axis])

/** What every layer makes of a sample; of an ensemble one member, the first unless given. */
export async function lookInside({ sample, member = 1, ...request }: Tasks['layer-outputs']['input']): Promise<Tasks['layer-outputs']['output']> {
  const model = await openModel(request)
  return model.networks(member)[0].layerOutputs(model.input(sample))
}

/** The training samples that the network sees as most like this one. */
export async function findNeighbours({ sample, count, member = 1, ...request }: Tasks['neighbours']['input']): Promise<Tasks['neighbours']['output']> {
  const model = await openModel(request)
  return neighboursOf(model, model.input(sample), count, sample, member)
}

/** `except`: a sample of the data that is left out. */
function neighboursOf(model: OpenedModel, input: Float32Array, count: number, except: number | null, member = 1): Tasks['neighbours']['output'] {
  const { layer, indices, rows } = model.features(member)
  const point = layer === null ? input : model.networks(member)[0].outputsOf(layer, input, 1)
  // A training sample is its own nearest; it is left out.
  const { positions, distances } = nearestNeighbours(point, rows, count + 1)
  const kept = [...positions.keys()].filter((i) => indices[positions[i]!] !== except).slice(0, count)
  return {
    layer,
    searched: indices.length,
    samples: sampleBatch(model.dataset, Int32Array.from(kept, (i) => indices[positions[i]!]!)),
    distances: Float32Array.from(kept, (i) => distances[i]!),
  }
}

/** Points drawn on a map at most. */
const MOST_POINTS = 2000

/** What a model says all over its one or two features. Throws SpecError for data with others. */
export async function mapDecisions({ part, resolution, layer, member, ...request }: Tasks['decision-map']['input']): Promise<Tasks['decision-map']['output']> {
  const { dataset, experimentOf, networks, prepare, indices: indicesOf } = await openModel(request)
  const features = sizeOf(dataset.inputShape)
  if (features > 2) {
    throw new SpecError([{ path: dataset.name, expected: text('data with one or two features', 'datos con una o dos características'), received: String(features) }])
  }
  const all = sampleBatch(dataset, spreadPositions(dataset.sampleCount, 20 * MOST_POINTS))
  const ranges = featureRanges(all.inputs, features)
  const rows = features === 2 ? resolution : 1
  const places = prepare({ sampleCount: rows * resolution, shape: dataset.inputShape, data: mapPlaces(ranges, resolution, rows) })
  const mapped = experimentOf(member).network.layers.find(({ id }) => id === layer)
  const indices = indicesOf(part)
  return {
    x: ranges[0]!, y: ranges[1] ?? null, columns: resolution, rows,
    ...mapOutputs(networks(member), places, rows * resolution, mapped === undefined ? null : { id: mapped.id, shape: mapped.outputShape }),
    samples: sampleBatch(dataset, spreadPositions(indices.length, MOST_POINTS).map((position) => indices[position]!)),
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => (made ??= { value: make() }).value
}
