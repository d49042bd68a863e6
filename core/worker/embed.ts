import {
  createRandom, createTrainedNetwork, drawTSne, engineProducts, leadingComponents, nearestGraph, memberOf, neighboursFor, prepareData, readModel, resolveExperiment, sharedNeighbours, sizeOf, SpecError, spreadPositions, targetScaleOf, text,
} from '../index.ts'
import { openEngine } from './open-engine.ts'
import type { ShareProgress, Tasks } from './protocol.ts'
import { readFileContent } from './read-file.ts'
import { loadDataset } from './stored-datasets.ts'
import { drawUmap } from './umap.ts'

/** Distances are taken between so many principal components: fewer numbers, less noise. */
const COMPONENTS = 50
/** Numbers of a layer over all samples that are held at once. */
const MOST_NUMBERS = 64e6
/** The nearest others that a map should keep. */
const KEPT = 10
/** Of all the time that a map takes. */
const SHARES = { layer: 0.1, components: 0.2, neighbours: 0.35 } as const
const REPORT_MS = 100

/** Draws samples of a part in the plane, by their inputs or by what a layer makes of them. The same request gives the same map. */
export async function embedSamples({ part, layer, method, samples, perplexity, neighbours, seed, member = 1, ...request }: Tasks['embed']['input'], report: (progress: ShareProgress) => void): Promise<Tasks['embed']['output']> {
  const tell = throttled(report)
  tell('layer', 0)
  const experiment = resolveExperiment(request.spec, request.description)
  const model = readModel(experiment, await readFileContent(request.checkpoint))
  const engine = await openEngine()
  try {
    const products = engineProducts(engine)
    const data = prepareData(experiment, await loadDataset(request.datasetFile), { products, fitted: model.transforms }).parts[part]
    const positions = spreadPositions(data.sampleCount, samples)
    const chosen = memberOf(model, member)
    const found = chosen.experiment.network.layers.find(({ id }) => id === layer)
    if (layer !== null && found === undefined) throw new SpecError([{ path: 'layer', expected: text('a layer of the network', 'una capa de la red'), received: JSON.stringify(layer) }])
    const inputSize = sizeOf(experiment.network.inputShape)
    const width = found === undefined ? inputSize : sizeOf(found.outputShape)
    check(part, positions.length, width)
    const inputs = new Float32Array(positions.length * inputSize)
    positions.forEach((position, row) => inputs.set(data.inputs.subarray(position * inputSize, (position + 1) * inputSize), row * inputSize))
    const rows = found === undefined ? inputs : createTrainedNetwork(chosen, engine, targetScaleOf(model.transforms)).outputsOf(found.id, inputs, positions.length)
    tell('components', SHARES.layer)
    const random = createRandom(seed, 'embedding')
    const { projections, variances, totalVariance } = leadingComponents(rows, width, COMPONENTS, random, products)
    const axes = variances.length
    const start = planeOf(projections, axes)
    const wanted = method === 'tSne' ? neighboursFor(perplexity) : method === 'umap' ? neighbours : 0
    const graph = nearestGraph(projections, axes, Math.max(KEPT, wanted), (share) => tell('neighbours', SHARES.components + share * (SHARES.neighbours - SHARES.components)))
    const own = { ...graph, ...nearest(graph, wanted) }
    const drawing = { start, random, report: (share: number) => tell('map', SHARES.neighbours + share * (1 - SHARES.neighbours)) }
    const places = method === 'pca' ? start : method === 'tSne' ? drawTSne(own, { ...drawing, perplexity }) : drawUmap({ ...drawing, graph: own })
    const kept = sharedNeighbours({ ...graph, ...nearest(graph, KEPT) }, nearestGraph(places, 2, KEPT))
    return {
      indices: positions.map((position) => data.indices[position]!), sampleCount: data.sampleCount, places, keptNeighbours: kept,
      variances: method === 'pca' ? [0, 1].map((axis) => (totalVariance === 0 ? 0 : (variances[axis] ?? 0) / totalVariance)) : null,
    }
  } finally {
    engine.dispose()
  }
}

/** Fewer of the nearest others of each. */
function nearest({ count, neighbours, indices, distances }: ReturnType<typeof nearestGraph>, wanted: number): Pick<ReturnType<typeof nearestGraph>, 'neighbours' | 'indices' | 'distances'> {
  const kept = Math.min(neighbours, wanted)
  const at = (i: number): number => Math.floor(i / kept) * neighbours + (i % kept)
  return { neighbours: kept, indices: Int32Array.from({ length: count * kept }, (_, i) => indices[at(i)]!), distances: Float64Array.from({ length: count * kept }, (_, i) => distances[at(i)]!) }
}

/** The first two components; 0 for what there is no second axis of. */
const planeOf = (projections: Float32Array, axes: number): Float32Array =>
  Float32Array.from({ length: 2 * (projections.length / axes) }, (_, i) => (i % 2 < axes ? projections[Math.floor(i / 2) * axes + (i % 2)]! : 0))

const FEWEST = 5

function check(part: string, count: number, width: number): void {
  if (count < FEWEST) throw new SpecError([{ path: `split.${part}`, expected: text(`a part with at least ${FEWEST} samples`, `una parte con al menos ${FEWEST} muestras`), received: String(count) }])
  if (count * width <= MOST_NUMBERS) return
  const most = Math.floor(MOST_NUMBERS / width)
  throw new SpecError([{
    path: 'samples', expected: text(`at most ${most} samples of a layer with ${width} outputs`, `como máximo ${most} muestras de una capa con ${width} salidas`), received: String(count),
    fix: text('choose fewer samples or a later layer', 'elija menos muestras o una capa posterior'),
  }])
}

/** Not more often than anybody sees. */
function throttled(report: (progress: ShareProgress) => void): (stage: ShareProgress['step'], share: number) => void {
  let [last, lastStage] = [-Infinity, '']
  return (step, share) => {
    if (step === lastStage && performance.now() - last < REPORT_MS) return
    last = performance.now()
    lastStage = step
    report({ stage: 'share', step, share })
  }
}
