import type { Affinities } from './affinities.ts'
import { createQuadTree } from './quad-tree.ts'

/** Points in the plane that are moved until near ones are those with high affinities. */
export interface TSne {
  /** count × 2. */
  readonly positions: Float64Array
  /** One of `T_SNE_STEPS`. */
  step(): void
  /** Kullback–Leibler divergence of the map's affinities from the samples', in nats. */
  divergence(): number
  /** Its gradient with respect to the positions, count × 2. */
  gradient(): Float64Array
}

/** The first third pulls groups together more strongly than they deserve, so that they find each other. */
const EXAGGERATED_STEPS = 250
export const T_SNE_STEPS = 750
const EXAGGERATION = 12
const LEAST_RATE = 50
const LEAST_GAIN = 0.01
/** How rough forces of far points may be; 0 is exact. */
const THETA = 0.5
const START_DEVIATION = 1e-4

/**
 * t-distributed stochastic neighbour embedding from a start (count × 2, e.g. two principal components; its scale does not matter).
 * van der Maaten (2014), "Accelerating t-SNE using tree-based algorithms"; learning rate n/(4·12), Belkina et al. (2019).
 */
export function createTSne(given: Affinities, start: Float32Array, theta = THETA): TSne {
  const { count, starts, others, values } = given
  const positions = scaledStart(start)
  const tree = createQuadTree(count)
  const rate = Math.max(LEAST_RATE, count / EXAGGERATION / 4)
  const update = new Float64Array(2 * count)
  const gains = new Float64Array(2 * count).fill(1)
  const slope = new Float64Array(2 * count)
  const repulsive = new Float64Array(2 * count)
  const force = new Float64Array(2)
  let steps = 0

  /** Fills `repulsive` with Σ q²·(y_i − y_j) and returns Σ q over all pairs. */
  function repel(): number {
    tree.build(positions)
    let total = 0
    for (let i = 0; i < count; i++) {
      total += tree.repulsion(positions[2 * i], positions[2 * i + 1], theta, force)
      repulsive[2 * i] = force[0]
      repulsive[2 * i + 1] = force[1]
    }
    return total
  }

  /** 4·(Σ p·q·(y_i − y_j) − Σ q²·(y_i − y_j)/Σq). */
  function slopes(exaggeration: number): void {
    const total = repel()
    for (let i = 0; i < count; i++) {
      const x = positions[2 * i]
      const y = positions[2 * i + 1]
      let pullX = 0
      let pullY = 0
      for (let at = starts[i]; at < starts[i + 1]; at++) {
        const dx = x - positions[2 * others[at]]
        const dy = y - positions[2 * others[at] + 1]
        const pull = (exaggeration * values[at]) / (1 + dx * dx + dy * dy)
        pullX += pull * dx
        pullY += pull * dy
      }
      slope[2 * i] = 4 * (pullX - repulsive[2 * i] / total)
      slope[2 * i + 1] = 4 * (pullY - repulsive[2 * i + 1] / total)
    }
  }

  return {
    positions,
    step() {
      if (steps === EXAGGERATED_STEPS) {
        // What was learned of the exaggerated map does not hold for the true one.
        update.fill(0)
        gains.fill(1)
      }
      const isEarly = steps++ < EXAGGERATED_STEPS
      const momentum = isEarly ? 0.5 : 0.8
      slopes(isEarly ? EXAGGERATION : 1)
      for (let i = 0; i < 2 * count; i++) {
        // Faster where the direction stays, slower where it turns.
        gains[i] = Math.max(LEAST_GAIN, update[i] * slope[i] < 0 ? gains[i] + 0.2 : gains[i] * 0.8)
        update[i] = momentum * update[i] - rate * gains[i] * slope[i]
        positions[i] += update[i]
      }
    },
    divergence() {
      const total = repel()
      let sum = 0
      for (let i = 0; i < count; i++) {
        for (let at = starts[i]; at < starts[i + 1]; at++) {
          if (values[at] === 0) continue
          const square = (positions[2 * i] - positions[2 * others[at]]) ** 2 + (positions[2 * i + 1] - positions[2 * others[at] + 1]) ** 2
          sum += values[at] * Math.log(values[at] * total * (1 + square))
        }
      }
      return sum
    },
    gradient() {
      slopes(1)
      return slope.slice()
    },
  }
}

/** Around 0, with a tiny spread along its first axis: all points begin close together. */
function scaledStart(start: Float32Array): Float64Array {
  let [sum, squares] = [0, 0]
  for (let i = 0; i < start.length; i += 2) sum += start[i]
  const mean = sum / (start.length / 2)
  for (let i = 0; i < start.length; i += 2) squares += (start[i] - mean) ** 2
  const deviation = Math.sqrt(squares / (start.length / 2))
  return Float64Array.from(start, (value) => (deviation === 0 ? value : (value / deviation) * START_DEVIATION))
}
