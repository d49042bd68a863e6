import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { PartData } from '../experiment/training-data.ts'
import { norm, plus } from '../math/vectors.ts'
import type { Network } from '../network/build-network.ts'
import type { Objective } from '../optimizers/full-batch.ts'
import type { BatchResult, Session } from './session.ts'

/** A session's training part as a function of its parameters. */
export interface SessionObjective extends Objective {
  /** The parameters as they stand. */
  parameters(): Float64Array
  /** Masks and noise are drawn for this step from here on. */
  setStep(step: number): void
  /** What the evaluation at θ left behind, evaluated again if another came after it. */
  resultAt(theta: Float64Array): BatchResult
  /** Evaluations since the last call: of the loss with its gradient, and of products or rows with the Gauss–Newton matrix. */
  takeCounts(): { evaluations: number; products: number }
}

/** Loss and gradient over all samples of a session's training part, in float64 on the host. */
export function createObjective({ outputs }: Pick<ResolvedExperiment, 'outputs'>, session: Session, { sampleCount, weights }: Pick<PartData, 'sampleCount' | 'weights'>, precision: 'float64' | 'float32'): SessionObjective {
  const { network } = session
  const positions = Int32Array.from({ length: sampleCount }, (_, i) => i)
  const size = network.parameters.reduce((count, { value }) => count + value.data.length, 0)
  const roundoff = precision === 'float64' ? 2 ** -52 : 2 ** -23
  let step = 1
  let counts = { evaluations: 0, products: 0 }
  let last: { readonly theta: Float64Array; readonly result: BatchResult } | null = null

  const evaluateAt = (theta: Float64Array): BatchResult => {
    put(network, theta)
    const result = session.gradientStep(positions, step)
    counts.evaluations++
    last = { theta: Float64Array.from(theta), result }
    return result
  }

  return {
    size,
    roundoff,
    parameters: () => collect(network, size, 'value'),
    setStep(next) { step = next },

    evaluate(theta) {
      const { heads, penalty } = evaluateAt(theta)
      // Summed in float64: the engine's mean is rounded to its precision, which a line search would notice.
      const loss = heads.reduce((total, { losses }, index) => total + outputs[index].weight * meanOf(losses), penalty)
      return { loss, gradient: collect(network, size, 'gradient') }
    },

    resultAt(theta) {
      if (last !== null && theta.every((value, i) => value === last!.theta[i])) return last.result
      return evaluateAt(theta)
    },

    gaussNewtonProduct(theta, v) {
      const length = norm(v)
      if (length === 0) return new Float64Array(size)
      counts.products++
      last = null
      // H J v is the change of the loss gradient along v, by the outputs.
      const reach = Math.cbrt(roundoff) * (1 + norm(theta)) / length
      const [above, below] = [reach, -reach].map((distance) => {
        put(network, plus(theta, distance, v))
        return session.outputGradient(positions, step)
      })
      put(network, theta)
      session.pullBack(positions, step, above.map((value, i) => (value - below[i]) / (2 * reach)))
      return collect(network, size, 'gradient')
    },

    gaussNewtonMatrix(theta) {
      put(network, theta)
      last = null
      const matrix = new Float64Array(size * size)
      const { outputCounts } = session
      const seed = new Float64Array(outputCounts.reduce((sum, count) => sum + count, 0))
      for (let sample = 0; sample < sampleCount; sample++) {
        let position = 0
        outputCounts.forEach((count, index) => {
          const scale = 2 * outputs[index].weight * (weights?.[sample] ?? 1) / (sampleCount * count)
          for (let k = 0; k < count; k++, position++) {
            counts.products++
            seed.fill(0)
            seed[position] = 1
            session.pullBack(Int32Array.of(sample), step, seed)
            addOuterProduct(matrix, scale, collect(network, size, 'gradient'))
          }
        })
      }
      return matrix
    },

    takeCounts() {
      const taken = counts
      counts = { evaluations: 0, products: 0 }
      return taken
    },
  }
}

function meanOf(values: Float64Array | Float32Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

/** Writes θ into the network, and back in the network's precision. */
function put(network: Network, theta: Float64Array): void {
  let offset = 0
  for (const { value: { data } } of network.parameters) {
    for (let i = 0; i < data.length; i++, offset++) {
      data[i] = theta[offset]
      theta[offset] = data[i]
    }
  }
}

function collect(network: Network, size: number, what: 'value' | 'gradient'): Float64Array {
  const all = new Float64Array(size)
  let offset = 0
  for (const parameter of network.parameters) {
    all.set(parameter[what].data, offset)
    offset += parameter[what].data.length
  }
  return all
}

/** matrix += scale·row·rowᵀ. */
function addOuterProduct(matrix: Float64Array, scale: number, row: Float64Array): void {
  const n = row.length
  for (let i = 0; i < n; i++) {
    const factor = scale * row[i]
    if (factor === 0) continue
    for (let j = 0; j < n; j++) matrix[i * n + j] += factor * row[j]
  }
}
