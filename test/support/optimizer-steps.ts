import { optimizers, type Engine, type Tensor } from '../../core/index.ts'
import { resolved } from './resolved.ts'

export interface OptimizerSteps {
  readonly start: readonly number[]
  /** One gradient per step. */
  readonly gradients: readonly (readonly number[])[]
  readonly learningRate: number
  readonly stepsPerEpoch?: number
  /** The shape of the tensor that is trained. */
  readonly shape?: readonly number[]
}

/** The weights after each step of an optimizer that is fed given gradients, as a run would record and feed it. */
export function optimizerSteps(engine: Engine, spec: { readonly kind: string }, { start, gradients, learningRate, stepsPerEpoch = 10, shape = [start.length] }: OptimizerSteps): number[][] {
  const { definition, hyperparameters } = resolved(optimizers, spec)
  if (definition.sort === 'full-batch' || definition.sort === 'rule') throw new Error(`${spec.kind} takes no single steps`)
  const { ops } = engine
  const target = { value: ops.create(shape), gradient: ops.create(shape) }
  target.value.data.set(start)
  const initial: Readonly<Partial<Record<string, number>>> = definition.initialSlots?.(hyperparameters) ?? {}
  const slots = Object.fromEntries(definition.slots.map((slot): [string, Tensor] => {
    const tensor = ops.create(shape)
    tensor.data.fill(initial[slot] ?? 0)
    return [slot, tensor]
  }))
  const coefficients = ops.create([16])
  const program = engine.record(() => definition.update(ops, target, slots, coefficients, hyperparameters))
  return gradients.map((gradient, index) => {
    target.gradient.data.set(gradient)
    coefficients.data.set(definition.coefficients(hyperparameters, { step: index + 1, stepsPerEpoch, learningRate }))
    program.run()
    return [...target.value.data]
  })
}
