import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import { NO_SAMPLES, type PartData } from '../experiment/training-data.ts'
import { createRandom } from '../math/random.ts'
import { symmetricEigen } from '../math/symmetric-eigen.ts'
import { dot, norm, plus, times } from '../math/vectors.ts'
import type { NamedParameter } from '../network/build-network.ts'
import type { Engine } from '../ops/ops.ts'
import { restoreParameters, type StoredTensors } from '../trainer/checkpoint.ts'
import { totalLosses } from '../trainer/scores.ts'
import { createSession } from '../trainer/session.ts'

/** A plane through the space of all parameters, in which the error is looked at: centre + a·first + b·second. */
export interface SurfacePlane {
  readonly centre: Float64Array
  readonly first: Float64Array
  readonly second: Float64Array
}

/** The error as a function of the trained parameters, on a part of the data. */
export interface ErrorFunction {
  /** All trained parameters in one vector, in network order. */
  vectorOf(tensors: StoredTensors): Float64Array
  /** The stretches of the vector that belong to one unit or filter each; biases and scales are stretches of their own, marked so. */
  readonly filters: readonly Filter[]
  /** Mean loss without penalties, in inference mode. */
  lossAt(vector: Float64Array): number
}

export interface Filter { readonly from: number; readonly to: number; readonly isBias: boolean }

/** Builds the network once; each loss is then one evaluation. Running statistics stay those of `tensors`. */
export function createErrorFunction(experiment: ResolvedExperiment, tensors: StoredTensors, part: PartData, engine: Engine): ErrorFunction {
  const session = createSession({ ...experiment, augmentation: [] }, engine, { ...NO_SAMPLES, targetScale: part.targetScale })
  restoreParameters(session, tensors)
  const { parameters } = session.network
  let size = 0
  const offsets = parameters.map(({ value }) => {
    const offset = size
    size += value.data.length
    return offset
  })
  return {
    filters: parameters.flatMap((parameter, i) => filtersOf(parameter, offsets[i])),
    vectorOf(stored) {
      const vector = new Float64Array(size)
      parameters.forEach(({ name }, i) => vector.set(stored.get(name)?.data ?? [], offsets[i]))
      return vector
    },
    lossAt(vector) {
      parameters.forEach(({ value }, i) => {
        for (let k = 0; k < value.data.length; k++) value.data[k] = vector[offsets[i] + k]
      })
      const losses = totalLosses(experiment, session.evaluate(part))
      let sum = 0
      for (const loss of losses) sum += loss
      return sum / losses.length
    },
  }
}

function filtersOf({ value: { shape, data } }: NamedParameter, offset: number): readonly Filter[] {
  if (shape.length < 2) return [{ from: offset, to: offset + data.length, isBias: true }]
  const width = data.length / shape[0]
  return Array.from({ length: shape[0] }, (_, row) => ({ from: offset + row * width, to: offset + (row + 1) * width, isBias: false }))
}

/**
 * Two random directions whose filters are as long as those of the centre, so that a step means the same for every filter; biases and scales stay.
 * Li, Xu, Taylor, Studer & Goldstein (2018), "Visualizing the loss landscape of neural nets", section 4.
 */
export function randomPlane(centre: Float64Array, filters: readonly Filter[], seed: number): SurfacePlane {
  const draw = (name: string): Float64Array => {
    const random = createRandom(seed, `error-surface/${name}`)
    const direction = Float64Array.from(centre, () => random.normal())
    for (const { from, to, isBias } of filters) {
      const own = direction.subarray(from, to)
      const factor = isBias ? 0 : norm(centre.subarray(from, to)) / (norm(own) || 1)
      own.forEach((value, i) => { own[i] = value * factor })
    }
    return direction
  }
  return { centre, first: draw('first'), second: draw('second') }
}

/** From the centre (0) to another solution (1), and a random direction across, orthogonal to it and as long. Goodfellow, Vinyals & Saxe (2015). */
export function planeBetween(centre: Float64Array, other: Float64Array, filters: readonly Filter[], seed: number): SurfacePlane {
  const first = plus(other, -1, centre)
  const across = randomPlane(centre, filters, seed).second
  const length = norm(first)
  const part = length === 0 ? 0 : dot(across, first) / length ** 2
  const orthogonal = plus(across, -part, first)
  return { centre, first, second: times((length || 1) / (norm(orthogonal) || 1), orthogonal) }
}

export interface PathPlane {
  readonly plane: SurfacePlane
  /** Where each of the places lies in the plane. */
  readonly x: Float64Array
  readonly y: Float64Array
  /** The part of the squared distances from the centre that each direction accounts for. */
  readonly shares: readonly [number, number]
}

/** The two principal directions of a path that ends at the centre, both of length 1. Li et al. (2018), section 7. */
export function pathPlane(centre: Float64Array, places: readonly Float64Array[]): PathPlane {
  const differences = places.map((place) => plus(place, -1, centre))
  const n = differences.length
  // The same directions from the n × n products as from the covariance of all parameters, which would not fit anywhere.
  const gram = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) gram[i * n + j] = gram[j * n + i] = dot(differences[i], differences[j])
  const { values, vectors } = symmetricEigen(gram, n)
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0) || 1
  const direction = (rank: number): Float64Array => {
    let sum = new Float64Array(centre.length)
    if (rank >= n || !(values[rank] > 1e-12 * total)) return sum
    differences.forEach((difference, i) => { sum = plus(sum, vectors[rank * n + i], difference) as Float64Array<ArrayBuffer> })
    return times(1 / (norm(sum) || 1), sum)
  }
  const [first, second] = [direction(0), direction(1)]
  return {
    plane: { centre, first, second },
    x: Float64Array.from(differences, (difference) => dot(difference, first)),
    y: Float64Array.from(differences, (difference) => dot(difference, second)),
    shares: [Math.max(0, values[0] ?? 0) / total, Math.max(0, values[1] ?? 0) / total],
  }
}

/** The place of a plane at coordinates a and b. */
export const placeOf = ({ centre, first, second }: SurfacePlane, a: number, b: number): Float64Array => plus(plus(centre, a, first), b, second)
