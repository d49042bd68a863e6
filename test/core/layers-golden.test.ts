import { describe, expect, it } from 'vitest'
import { activations, losses, resolveExperiment, type DatasetDescription, type Engine, type Tensor } from '../../core/index.ts'
import { buildNetwork, type Network } from '../../core/network/build-network.ts'
import golden from '../golden/torch-layers.json' with { type: 'json' }
import { expectClose } from '../support/close.ts'
import { engines } from '../support/engines.ts'

type LayerCase = (typeof golden.layers)[number]
type Stored = Readonly<Record<string, { readonly data: readonly number[] }>>

function tensorOf(engine: Engine, shape: readonly number[], numbers: readonly number[]): Tensor {
  const tensor = engine.ops.create(shape)
  tensor.data.set(numbers)
  return tensor
}

/** The layer under test behind a PReLU of slope 1, the identity: so that its input gradient is wanted, and shows in the slope's gradient. */
function networkOf(engine: Engine, { kind, hyperparameters, inputShape, start }: LayerCase): Network {
  const data: DatasetDescription = { name: 'golden', sampleCount: 10, inputShape, task: 'regression', classes: null, targetNames: ['y'], givenCounts: null }
  const layers = [{ id: 'before', kind: 'pRelu', initial: 1 }, { id: 'layer', kind, ...hyperparameters }, { kind: 'flatten' }, { kind: 'dense', units: 1 }]
  const experiment = resolveExperiment({ version: 1, dataset: { kind: 'stored', id: 'golden' }, split: { kind: 'fraction', validation: 0, test: 0 }, network: { layers } }, data)
  const network = buildNetwork(experiment.network, engine, 1)
  for (const [name, { data: numbers }] of Object.entries(start as Stored)) network.tensors.find((tensor) => tensor.name === `layer.${name}`)!.value.data.set(numbers)
  return network
}

describe.each(engines)('layers against PyTorch, $name', ({ create, relative, name }) => {
  it.each(golden.layers)('$kind $hyperparameters on $inputShape', async (layer) => {
    const engine = await create()
    const network = networkOf(engine, layer)
    const tolerance = { relative, absolute: name === 'reference' ? 1e-10 : 1e-4 }
    for (const { x, y, dy, dx, gradients } of layer.passes) {
      const samples = x.length / layer.inputShape.reduce((a, b) => a * b, 1)
      const input = tensorOf(engine, [samples, ...layer.inputShape], x)
      const slope = network.parameters.find((parameter) => parameter.name === 'before.weight')!
      const pass = network.forward(input, true)
      expect(pass.outputs.get('layer')!.shape.slice(1)).toEqual(layer.outputShape)
      expectClose(pass.outputs.get('layer')!.data, y, { ...tolerance, what: 'y' })
      pass.backward(new Map([['layer', tensorOf(engine, [samples, ...layer.outputShape], dy)]]))
      for (const [parameter, expected] of Object.entries(gradients as Record<string, number[]>)) {
        expectClose(network.parameters.find((one) => one.name === `layer.${parameter}`)!.gradient.data, expected, { ...tolerance, what: `gradient of ${parameter}` })
      }
      // The slope's gradient gathers dx·x where x is negative: the layer's input gradient, channel by channel.
      if (dx !== null) expectClose(slope.gradient.data, negativeProducts(x, dx, slope.value.data.length, samples), { ...tolerance, what: 'input gradient' })
    }
    for (const [buffer, expected] of Object.entries(layer.buffers as Record<string, number[]>)) {
      expectClose(network.tensors.find((tensor) => tensor.name === `layer.${buffer}`)!.value.data, expected, { ...tolerance, what: buffer })
    }
    const { x, y } = layer.inference
    const samples = x.length / layer.inputShape.reduce((a, b) => a * b, 1)
    const pass = network.forward(tensorOf(engine, [samples, ...layer.inputShape], x), false)
    expectClose(pass.outputs.get('layer')!.data, y, { ...tolerance, what: 'inference' })
  })

  it.each(golden.losses)('$kind $hyperparameters, class weights $classWeights', async ({ kind, hyperparameters: given, shape, outputs, targets, classWeights, losses: expected, gradient: expectedGradient }) => {
    const engine = await create()
    const { definition, hyperparameters } = losses.resolve({ kind, ...given }, 'loss', [])!
    const [rows, columns] = shape as [number, number]
    const labels = engine.ops.createIndices([rows])
    if (definition.targets === 'labels') labels.data.set(targets)
    const values = definition.targets === 'values' ? tensorOf(engine, shape, targets) : null
    const perSample = engine.ops.create([rows])
    const gradient = engine.ops.create(shape)
    definition.apply(engine.ops, tensorOf(engine, shape, outputs), { labels, values, classWeights: classWeights === null ? null : tensorOf(engine, [columns], classWeights) }, { losses: perSample, gradient, scale: 1 }, hyperparameters)
    expectClose(perSample.data, expected, { relative, absolute: name === 'reference' ? 1e-12 : 1e-5, what: 'losses' })
    expectClose(gradient.data, expectedGradient, { relative, absolute: name === 'reference' ? 1e-12 : 1e-6, what: 'gradient' })
    if (classWeights !== null || name !== 'reference') return
    const plain = expected.map((_, r) => definition.value(outputs.slice(r * columns, (r + 1) * columns), definition.targets === 'labels' ? [targets[r]!] : targets.slice(r * columns, (r + 1) * columns), hyperparameters))
    expectClose(plain, expected, { relative: 1e-12, absolute: 1e-12, what: 'value' })
  })

  it.each(golden.activations)('$kind $hyperparameters', async ({ kind, hyperparameters: given, x, y, dy, dx }) => {
    const engine = await create()
    const { definition, hyperparameters } = activations.resolve({ kind, ...given }, 'activation', [])!
    const activated = definition.apply(engine.ops, tensorOf(engine, [1, 6], x), hyperparameters)
    expectClose(activated.y.data, y, { relative, absolute: name === 'reference' ? 1e-12 : 2e-6, what: 'y' })
    expectClose(activated.backward(tensorOf(engine, [1, 6], dy)).data, dx, { relative: 10 * relative, absolute: name === 'reference' ? 1e-12 : 6e-6, what: 'dx' })
    if (definition.elementwise && name === 'reference') expectClose(x.map((z) => definition.value(z, hyperparameters)!), y, { relative: 1e-12, absolute: 1e-12, what: 'value' })
  })
})

/** Σ dx·min(x, 0) per channel. */
function negativeProducts(x: readonly number[], dx: readonly number[], channels: number, samples: number): number[] {
  const sums = Array.from({ length: channels }, () => 0)
  const size = x.length / samples / channels
  x.forEach((value, i) => { sums[Math.floor(i / size) % channels]! += value < 0 ? value * dx[i]! : 0 })
  return sums
}
