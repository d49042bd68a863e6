import { describe, it } from 'vitest'
import { resolveExperiment, type DatasetDescription, type PartData } from '../../core/index.ts'
import { createSession } from '../../core/trainer/session.ts'
import { restoreParameters, type StoredTensors } from '../../core/trainer/checkpoint.ts'
import golden from '../golden/torch.json' with { type: 'json' }
import { expectClose } from '../support/close.ts'
import { engines } from '../support/engines.ts'

const { network } = golden
const data: DatasetDescription = { name: 'golden', sampleCount: 12, inputShape: [5], task: 'classification', classes: ['a', 'b', 'c'], targetNames: ['class'], givenCounts: null }
const experiment = resolveExperiment({
  version: 1,
  dataset: { kind: 'stored', id: 'golden' },
  split: { kind: 'fraction', validation: 0, test: 0 },
  network: { layers: [
    { id: 'h1', kind: 'dense', units: 4, activation: 'tanh' },
    { id: 'h2', kind: 'dense', units: 4, activation: 'relu' },
    { id: 'h3', kind: 'dense', units: 3 },
  ] },
  optimizer: { kind: 'adam', learningRate: network.learningRate },
  regularizers: [{ kind: 'l2', strength: network.l2 }],
}, data)
const part: PartData = { sampleCount: 12, inputs: Float32Array.from(network.inputs), labels: Int32Array.from(network.labels), values: new Float32Array(0), indices: Int32Array.from({ length: 12 }, (_, i) => i), weights: null, targetScale: null }
const start: StoredTensors = new Map(Object.entries(network.start).map(([name, { shape, data: numbers }]) => [name, { shape, data: Float32Array.from(numbers) }]))

describe.each(engines)('a network against PyTorch, $name', ({ create, relative, name }) => {
  it('has the same gradients, losses and weights through 100 steps', async () => {
    const engine = await create()
    const session = createSession(experiment, engine, part)
    restoreParameters(session, start)
    // Inputs and weights are stored as float32, so even float64 arithmetic starts from rounded numbers.
    const tolerance = { relative: name === 'reference' ? 2e-6 : relative, absolute: name === 'reference' ? 1e-6 : 2e-4 }
    const batches = [Int32Array.of(0, 1, 2, 3, 4, 5), Int32Array.of(6, 7, 8, 9, 10, 11)]
    session.gradientStep(batches[0]!, 1)
    for (const { name: parameter, gradient } of session.network.parameters) {
      expectClose(gradient.data, network.firstGradients[parameter as keyof typeof network.firstGradients], { ...tolerance, what: `gradient of ${parameter}` })
    }
    const curve = Array.from({ length: 100 }, (_, index) => session.trainStep(batches[index % 2]!, { step: index + 1, stepsPerEpoch: 2, learningRate: network.learningRate }).loss)
    expectClose(curve, network.losses, { ...tolerance, what: 'loss' })
    for (const { name: parameter, value } of session.network.parameters) {
      expectClose(value.data, network.end[parameter as keyof typeof network.end], { relative: 1e-4, absolute: name === 'reference' ? 1e-5 : 1e-4, what: parameter })
    }
  })
})
