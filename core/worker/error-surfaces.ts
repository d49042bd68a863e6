import {
  createErrorFunction, engineProducts, pathPlane, placeOf, planeBetween, prepareData, randomPlane, readModel, resolveExperiment, sizeOf, SpecError, spreadPositions, text,
  type ErrorFunction, type PartData, type PathPlane, type StoredTensors, type SurfacePlane,
} from '../index.ts'
import { openEngine } from './open-engine.ts'
import type { Tasks } from './protocol.ts'
import { readFileContent } from './read-file.ts'
import { loadDataset } from './stored-datasets.ts'

type Request = Omit<Tasks['error-surface']['input'], 'points'>

interface OpenedSurface {
  readonly error: ErrorFunction
  readonly plane: SurfacePlane
  readonly path: (PathPlane & { readonly epochs: Int32Array }) | null
  close(): void
}

/** The surface that was asked for last stays open: it is drawn in pieces. */
let current: { readonly key: string; readonly surface: Promise<OpenedSurface> } | null = null

/** The errors at places of a plane, in the order of the points (pairs a, b). */
export async function errorSurface({ points, ...request }: Tasks['error-surface']['input']): Promise<Tasks['error-surface']['output']> {
  const key = JSON.stringify(request)
  if (current?.key !== key) {
    void current?.surface.then(({ close }) => close(), () => {})
    current = { key, surface: openSurface(request) }
  }
  const { error, plane, path } = await current.surface
  return {
    losses: Float64Array.from({ length: points.length / 2 }, (_, i) => error.lossAt(placeOf(plane, points[2 * i]!, points[2 * i + 1]!))),
    // Copies: what is answered moves to the asker.
    path: path === null ? null : { epochs: path.epochs.slice(), x: path.x.slice(), y: path.y.slice(), shares: path.shares },
  }
}

async function openSurface({ spec, description, datasetFile, checkpoint, part, samples, plane, seed }: Request): Promise<OpenedSurface> {
  const experiment = resolveExperiment(spec, description)
  const dataset = await loadDataset(datasetFile)
  const read = async (file: string) => readModel(experiment, await readFileContent(file))
  const model = await read(checkpoint)
  const tensors = model.members[0]!.tensors
  const engine = await openEngine()
  const data = prepareData(experiment, dataset, { products: engineProducts(engine), fitted: model.transforms }).parts[part]
  if (data.sampleCount === 0) throw new SpecError([{ path: `split.${part}`, expected: text('a part with samples', 'una parte con muestras'), received: '0' }])
  const error = createErrorFunction(experiment, tensors, some(data, samples, sizeOf(experiment.network.inputShape)), engine)
  const centre = error.vectorOf(tensors)
  const close = (): void => engine.dispose()
  switch (plane.kind) {
    case 'random': return { error, plane: randomPlane(centre, error.filters, seed), path: null, close }
    case 'between': return { error, plane: planeBetween(centre, error.vectorOf(await otherTensors(plane.checkpoint, tensors)), error.filters, seed), path: null, close }
    case 'path': {
      const places = await Promise.all(plane.epochs.map(async ({ checkpoint: file }) => error.vectorOf((await read(file)).members[0]!.tensors)))
      const path = pathPlane(centre, places)
      return { error, plane: path.plane, path: { ...path, epochs: Int32Array.from(plane.epochs, ({ epoch }) => epoch) }, close }
    }
  }

  /** The other solution must have the same tensors, or a way between them means nothing. */
  async function otherTensors(file: string, own: StoredTensors): Promise<StoredTensors> {
    const other = (await read(file)).members[0]!.tensors
    for (const [name, { data: numbers }] of own) {
      const length = other.get(name)?.data.length
      if (length === numbers.length) continue
      throw new SpecError([{ path: name, expected: text('two runs of one network', 'dos entrenamientos de una misma red'), received: length === undefined ? 'a run without this tensor' : `${length} numbers against ${numbers.length}` }])
    }
    return other
  }
}

/** Evenly chosen samples of a part. */
function some(part: PartData, most: number, inputSize: number): PartData {
  const positions = spreadPositions(part.sampleCount, most)
  if (positions.length === part.sampleCount) return part
  const take = (values: Float32Array, width: number): Float32Array => {
    const taken = new Float32Array(positions.length * width)
    positions.forEach((position, i) => taken.set(values.subarray(position * width, (position + 1) * width), i * width))
    return taken
  }
  return {
    ...part,
    sampleCount: positions.length,
    inputs: take(part.inputs, inputSize),
    labels: part.labels.length === 0 ? part.labels : positions.map((position) => part.labels[position]!),
    values: part.values.length === 0 ? part.values : take(part.values, part.values.length / part.sampleCount),
    indices: positions.map((position) => part.indices[position]!),
    weights: part.weights === null ? null : take(part.weights, 1),
  }
}
