import type { DatasetDescription } from '../datasets/definition.ts'
import type { EngineSpeed } from '../experiment/estimate-seconds.ts'
import { resolveExperiment, type ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { PartData } from '../experiment/training-data.ts'
import { createRandom } from '../math/random.ts'
import { sizeOf, type Shape } from '../math/shape.ts'
import type { Engine } from '../ops/ops.ts'
import { createSession } from './session.ts'

const SAMPLES = 64
const WARM_UP_STEPS = 3
/** Of each of the rounds, the fastest of which counts: whatever else the machine does only makes it slower. */
const ROUND_MS = 40
const ROUNDS = 4

interface Trial { readonly inputShape: Shape; readonly layers: readonly object[]; readonly batch: number; readonly optimizer?: string }

/** A few layers and nothing to compute: what is left is the cost of a step. */
const STEP: Trial = { inputShape: [4], batch: 1, layers: [{ kind: 'dense', units: 4 }, { kind: 'dense', units: 4 }, { kind: 'dense', units: 2 }] }
const DENSE: Trial = { inputShape: [512], batch: SAMPLES, layers: [{ kind: 'dense', units: 512 }, { kind: 'dense', units: 512 }, { kind: 'dense', units: 2 }] }
/** One sample and many parameters: nearly all is reading and writing them. */
const UPDATE: Trial = { inputShape: [1024], batch: 1, layers: [{ kind: 'dense', units: 1024 }, { kind: 'dense', units: 2 }] }
const CONVOLUTION: Trial = { inputShape: [8, 24, 24], batch: SAMPLES, layers: [{ kind: 'conv2d', channels: 16 }, { kind: 'conv2d', channels: 16 }, { kind: 'globalAveragePool' }, { kind: 'dense', units: 2 }] }
/** What sits between the products: activations, pooling, normalization. */
const ELEMENTS: Trial = { inputShape: [8, 32, 32], batch: SAMPLES, layers: [{ kind: 'pRelu' }, { kind: 'activation', function: 'relu' }, { kind: 'batchNormalization' }, { kind: 'activation', function: 'tanh' }, { kind: 'maxPool2d' }, { kind: 'globalAveragePool' }, { kind: 'dense', units: 2 }] }

/** Times the engine on small networks, in about a second. `now` is a monotonic clock in milliseconds. */
export function measureSpeed(engine: Engine, now: () => number): EngineSpeed {
  const seconds = (trial: Trial): number => timeStep(trial, engine, now)
  const perLayer = seconds(STEP) / STEP.layers.length
  const dense = describe(DENSE)
  // Adam keeps two numbers per parameter, which it reads and writes beside the parameter itself.
  const update = Math.max(0, seconds({ ...UPDATE, optimizer: 'adam' }) - seconds(UPDATE)) / (2 * describe(UPDATE).parameters)
  const perDense = Math.max(0, seconds(DENSE) - DENSE.layers.length * perLayer - update * dense.parameters) / (SAMPLES * dense.multiplyAdds)
  const elements = describe(ELEMENTS)
  const perElement = Math.max(0, seconds(ELEMENTS) - ELEMENTS.layers.length * perLayer) / (SAMPLES * elements.numbers)
  const convolution = describe(CONVOLUTION)
  const perConvolution = Math.max(0, seconds(CONVOLUTION) - CONVOLUTION.layers.length * perLayer - perElement * SAMPLES * convolution.numbers) / (SAMPLES * convolution.multiplyAdds)
  return { perLayer, perDense, perConvolution, perElement, perUpdate: update }
}

const dataOf = ({ inputShape }: Trial): DatasetDescription => ({ name: 'speed', sampleCount: SAMPLES, inputShape, task: 'classification', classes: ['0', '1'], targetNames: ['class'], givenCounts: null })

const resolve = (trial: Trial): ResolvedExperiment => resolveExperiment({
  version: 1, name: 'speed', seed: 1, dataset: { kind: 'spirals' }, split: { kind: 'fraction', validation: 0, test: 0 }, network: { layers: trial.layers },
  optimizer: { kind: trial.optimizer ?? 'sgd', learningRate: 1e-6 }, batches: { size: trial.batch }, stop: { epochs: 1 },
}, dataOf(trial))

/** Per sample, as `describe` counts them. */
function describe(trial: Trial): { readonly multiplyAdds: number; readonly parameters: number; readonly numbers: number } {
  const { layers } = resolve(trial).network
  const sum = (of: (layer: (typeof layers)[number]) => number): number => layers.reduce((total, layer) => total + of(layer), 0)
  return { multiplyAdds: sum(({ multiplyAdds }) => multiplyAdds), parameters: sum(({ parameterCount }) => parameterCount), numbers: sum(({ outputShape }) => sizeOf(outputShape)) }
}

/** Seconds of a training step: gather, forward, backward, update. */
function timeStep(trial: Trial, engine: Engine, now: () => number): number {
  const free = engine.mark()
  try {
    const experiment = resolve(trial)
    const session = createSession(experiment, engine, noise(trial))
    const positions = Int32Array.from({ length: trial.batch }, (_, i) => i)
    let step = 0
    const take = (): void => void session.trainStep(positions, { step: ++step, stepsPerEpoch: 1, learningRate: 1e-6 })
    for (let i = 0; i < WARM_UP_STEPS; i++) take()
    let best = Infinity
    for (let round = 0; round < ROUNDS; round++) {
      const start = now()
      let steps = 0
      while (now() - start < ROUND_MS) {
        take()
        steps++
      }
      best = Math.min(best, (now() - start) / steps)
    }
    return best / 1000
  } finally {
    free()
  }
}

function noise({ inputShape }: Trial): PartData {
  const random = createRandom(1, 'speed')
  return {
    sampleCount: SAMPLES, inputs: Float32Array.from({ length: SAMPLES * sizeOf(inputShape) }, () => random.normal()), labels: Int32Array.from({ length: SAMPLES }, (_, i) => i % 2),
    values: new Float32Array(0), indices: Int32Array.from({ length: SAMPLES }, (_, i) => i), weights: null, targetScale: null,
  }
}
