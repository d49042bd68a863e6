import { describe, it } from 'vitest'
import { createReferenceEngine, createWasmEngine } from '../../core/index.ts'
import { createSession } from '../../core/trainer/session.ts'
import { expectClose } from '../support/close.ts'
import { prepare } from '../support/experiments.ts'

const digits = { version: 1, seed: 5, dataset: { kind: 'strokeDigits', samples: 60, size: 9 }, split: { kind: 'fraction', validation: 0.2, test: 0 } }

describe('float32 gives what float64 gives, in training and in evaluation', () => {
  it.each<[string, readonly object[]]>([
    ['local connections', [{ kind: 'locallyConnected2d', channels: 3, stride: 2, activation: 'tanh' }, { kind: 'locallyConnected2d', channels: 3, kernel: 2 }]],
    ['padding and noise', [{ kind: 'zeroPadding2d', top: 2, left: 0 }, { kind: 'gaussianNoise' }, { kind: 'conv2d', channels: 2, weightNoise: 0.1 }, { kind: 'spatialDropout' }]],
    ['a decoder', [{ kind: 'conv2d', channels: 5, stride: 3, activation: 'silu' }, { kind: 'upsampling2d' }, { kind: 'convTranspose2d', channels: 3, activation: 'leakyRelu' }]],
    ['convolution along sequences', [{ kind: 'reshape', shape: [9, 27] }, { kind: 'conv1d', channels: 6, stride: 2, groups: 3, activation: 'tanh' }, { kind: 'conv1d', channels: 7, dilation: 2 }]],
    ['recurrences', [{ kind: 'reshape', shape: [9, 27] }, { kind: 'simpleRecurrent', units: 5, returns: 'all' }, { kind: 'lstm', units: 7, returns: 'all' }, { kind: 'gru', units: 6 }]],
    ['branches', [{ id: 'a', kind: 'conv2d', channels: 3, activation: 'softplus' }, { id: 'b', kind: 'conv2d', channels: 3, sharesWith: 'a' }, { kind: 'multiply', inputs: ['a', 'b'] }, { kind: 'concatenate', inputs: ['a', 'multiply1', 'stem'] }, { kind: 'pRelu' }, { kind: 'batchNormalization' }]],
  ])('through %s', async (_what, layers) => {
    const { experiment, data } = prepare({ ...digits, network: { layers: [{ id: 'stem', kind: 'conv2d', channels: 3, biasInitializer: { kind: 'normal', standardDeviation: 0.3 } }, ...layers, { kind: 'flatten' }, { kind: 'dense', units: 10 }] } } as never)
    const results = [createReferenceEngine(), await createWasmEngine(), await createWasmEngine({ exact: true })].map((engine) => {
      const session = createSession(experiment, engine, data.parts.train)
      const { loss } = session.gradientStep(Int32Array.from({ length: 21 }, (_, i) => i), 1)
      const gradients = session.network.parameters.map(({ name, gradient }) => ({ name, gradient: Float64Array.from(gradient.data) }))
      return { loss, gradients, losses: Float64Array.from(session.evaluate(data.parts.validation).heads[0]!.losses) }
    })
    const [expected, ...others] = results
    for (const { loss, gradients, losses } of others) {
      expectClose([loss], [expected!.loss], { relative: 1e-4, what: 'loss' })
      expectClose(losses, expected!.losses, { relative: 1e-3, what: 'validation losses' })
      gradients.forEach(({ name, gradient }, index) => {
        const scale = Math.max(...expected!.gradients[index]!.gradient.map(Math.abs))
        expectClose(gradient, expected!.gradients[index]!.gradient, { relative: 1e-3, absolute: 1e-4 * scale + 1e-7, what: name })
      })
    }
  })
})
