import { describe, expect, it } from 'vitest'
import { activations, losses, type Engine, type Tensor } from '../../core/index.ts'
import golden from '../golden/torch.json' with { type: 'json' }
import { expectClose } from '../support/close.ts'
import { engines } from '../support/engines.ts'
import { optimizerSteps } from '../support/optimizer-steps.ts'

/** A tensor of the engine with the given numbers, and whole vectors of padding. */
function tensorOf(engine: Engine, shape: readonly number[], numbers: readonly number[]): Tensor {
  const tensor = engine.ops.create(shape)
  tensor.data.set(numbers)
  return tensor
}

describe.each(engines)('against PyTorch, $name', ({ create, relative }) => {
  it.each(golden.optimizers)('$kind $hyperparameters', async ({ kind, hyperparameters, start, gradients, after }) => {
    const weights = optimizerSteps(await create(), { kind, ...hyperparameters }, { start, gradients, learningRate: hyperparameters.learningRate })
    for (const [step, expected] of Object.entries(after)) expectClose(weights[Number(step) - 1]!, expected, { relative, absolute: relative, what: `weights after step ${step}` })
  })

  it.each(golden.losses)('$kind of $shape', async ({ kind, shape, outputs, targets, loss: expected, gradient: expectedGradient }) => {
    const engine = await create()
    const { definition, hyperparameters } = losses.resolve(kind, 'loss', [])!
    const [rows] = shape as [number]
    const output = tensorOf(engine, shape, outputs)
    const labels = engine.ops.createIndices([rows])
    if (definition.targets === 'labels') labels.data.set(targets)
    const values = definition.targets === 'values' ? tensorOf(engine, shape, targets) : null
    const perSample = engine.ops.create([rows])
    const gradient = engine.ops.create(shape)
    const mean = engine.ops.create([1])
    definition.apply(engine.ops, output, { labels, values, classWeights: null }, { losses: perSample, gradient, scale: 1 }, hyperparameters)
    engine.ops.mean(perSample, mean)
    expectClose(mean.data, [expected], { relative, what: 'loss' })
    expectClose(gradient.data, expectedGradient, { relative, absolute: 1e-7, what: 'gradient' })
  })

  it.each(golden.activations)('$kind', async ({ kind, x, y, dy, dx }) => {
    const engine = await create()
    const { definition, hyperparameters } = activations.resolve(kind, 'activation', [])!
    const activated = definition.apply(engine.ops, tensorOf(engine, [1, 6], x), hyperparameters)
    expectClose(activated.y.data, y, { relative, absolute: 1e-7, what: 'y' })
    expectClose(activated.backward(tensorOf(engine, [1, 6], dy)).data, dx, { relative: 10 * relative, absolute: engine.ops.precision === 'float64' ? 1e-12 : 6 * 6e-7, what: 'dx' })
  })
})

describe('plain formulas', () => {
  it.each(golden.activations.filter(({ kind }) => kind !== 'softmax'))('value of $kind', ({ kind, x, y }) => {
    const { definition, hyperparameters } = activations.resolve(kind, 'activation', [])!
    expectClose(x.map((z) => definition.value(z, hyperparameters)!), y, { relative: 1e-12, absolute: 1e-12 })
  })

  it.each(golden.losses)('value of $kind of $shape', ({ kind, shape, outputs, targets, loss: expected }) => {
    const { definition, hyperparameters } = losses.resolve(kind, 'loss', [])!
    const [rows, columns] = shape as [number, number]
    let sum = 0
    for (let r = 0; r < rows; r++) {
      const target = definition.targets === 'labels' ? [targets[r]!] : targets.slice(r * columns, (r + 1) * columns)
      sum += definition.value(outputs.slice(r * columns, (r + 1) * columns), target, hyperparameters)
    }
    expect(sum / rows).toBeCloseTo(expected, 10)
  })
})
