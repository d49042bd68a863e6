import { initializers } from '../initializers/registry.ts'
import type { Shape } from '../math/shape.ts'
import type { Ops } from '../ops/ops.ts'
import type { Tensor } from '../ops/tensor.ts'
import { block, choice, int } from '../schema/hyperparameter.ts'
import { describeValue, type Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import type { LayerContext, LayerPass, Parameter, ParameterDeclaration } from './definition.ts'

/** What a recurrent layer hands on from one step to the next. */
export interface RecurrentState {
  readonly h: Tensor
  /** The memory cell of an LSTM. */
  readonly c: Tensor | null
}

/** One step of a cell. Gates are [samples, units] each: W_ih·x + b_ih and W_hh·h + b_hh. */
export interface CellStep {
  readonly state: RecurrentState
  /** Takes dL/dh and dL/dc of the new state (and may overwrite them). */
  backward(dh: Tensor, dc: Tensor | null): CellGradients
}

export interface CellGradients {
  readonly input: readonly Tensor[]
  /** The same list as `input` where the cell only reads sums of both. */
  readonly hidden: readonly Tensor[]
  /** Of the old state, where it is read other than through the gates. */
  readonly h: Tensor | null
  readonly c: Tensor | null
}

export interface Cell {
  readonly gates: number
  readonly remembers: boolean
  step(ops: Ops, input: readonly Tensor[], hidden: readonly Tensor[], state: RecurrentState): CellStep
}

/** The hyper-parameters that all recurrent layers share. */
export const units = int({ label: text('Units', 'Unidades'), default: 32, min: 1, max: 10_000, scale: 'log', doc: text('Numbers that are handed on from step to step.', 'Números que pasan de un instante al siguiente.') })
export const returns = choice({
  label: text('Output', 'Salida'), default: 'last', doc: text('What the next layer sees.', 'Lo que ve la capa siguiente.'),
  options: { last: text('The last state', 'El último estado'), all: text('The state of every step', 'El estado de cada instante') },
})
export const initializer = block({ label: text('Initializer', 'Inicializador'), registry: initializers, default: 'glorotUniform', doc: text('How the weights from the inputs start.', 'Cómo empiezan los pesos desde las entradas.') })
export const recurrentInitializer = block({ label: text('Recurrent initializer', 'Inicializador recurrente'), registry: initializers, default: 'orthogonal', doc: text('How the weights from the last state start.', 'Cómo empiezan los pesos desde el último estado.') })

interface RecurrentValues {
  readonly units: number
  readonly initializer: ParameterDeclaration['initializer']
  readonly recurrentInitializer: ParameterDeclaration['initializer']
}

export function recurrentShape(input: Shape, hyperparameters: { readonly units: number; readonly returns: 'last' | 'all' }, path: string, issues: Issue[]): Shape | null {
  if (input.length === 2) return hyperparameters.returns === 'last' ? [hyperparameters.units] : [input[0], hyperparameters.units]
  issues.push({
    path,
    expected: text('a sequence (time × features)', 'una secuencia (tiempo × características)'),
    received: describeValue(input),
    fix: text('put a reshape layer before it', 'ponga antes un cambio de forma'),
  })
  return null
}

/** `weight_ih` [gates·units, features], `weight_hh` [gates·units, units] and their biases; layouts are PyTorch's. */
export function recurrentParameters([, features]: Shape, gates: number, shared: RecurrentValues, biases: readonly [ParameterDeclaration['initializer'], ParameterDeclaration['initializer']] = [ZEROS(), ZEROS()]): readonly ParameterDeclaration[] {
  const rows = gates * shared.units
  const declare = (name: string, shape: Shape, fanIn: number, how: ParameterDeclaration['initializer'], penalized: boolean): ParameterDeclaration => ({ name, shape, fanIn, fanOut: shared.units, initializer: how, penalized })
  return [
    declare('weight_ih', [rows, features], features, shared.initializer, true),
    declare('weight_hh', [rows, shared.units], shared.units, shared.recurrentInitializer, true),
    declare('bias_ih', [rows], features, biases[0], false),
    declare('bias_hh', [rows], shared.units, biases[1], false),
  ]
}

export const ZEROS = (): ParameterDeclaration['initializer'] => initializers.resolve('zeros', '', [])!

export const recurrentMultiplyAdds = ([time, features]: Shape, gates: number, size: number): number => time * gates * size * (features + size)

/** Runs a cell over x [samples, time, features] from a state of zeros; backwards through all steps. */
export function runCell(cell: Cell, x: Tensor, { ops, parameters, needsInputGradient }: Pick<LayerContext, 'ops' | 'parameters' | 'needsInputGradient'>, size: number, output: 'last' | 'all'): LayerPass {
  const [samples, time, features] = x.shape
  const zeros = (): Tensor => {
    const tensor = ops.create([samples, size])
    ops.fill(tensor, 0)
    return tensor
  }
  const steps: { x: Tensor; before: RecurrentState; step: CellStep }[] = []
  let state: RecurrentState = { h: zeros(), c: cell.remembers ? zeros() : null }
  for (let t = 0; t < time; t++) {
    const xt = ops.create([samples, features])
    ops.copyStrided(x, xt, { counts: [1, samples], width: features, from: [t * features, 0, time * features], to: [0, 0, features] })
    const input = projectGates(ops, xt, parameters['weight_ih'], parameters['bias_ih'], cell.gates)
    const hidden = projectGates(ops, state.h, parameters['weight_hh'], parameters['bias_hh'], cell.gates)
    const step = cell.step(ops, input, hidden, state)
    steps.push({ x: xt, before: state, step })
    state = step.state
  }
  return { y: output === 'last' ? state.h : joinSteps(), backward }

  function joinSteps(): Tensor {
    const y = ops.create([samples, time, size])
    steps.forEach(({ step }, t) => ops.copyStrided(step.state.h, y, { counts: [1, samples], width: size, from: [0, 0, size], to: [t * size, 0, time * size] }))
    return y
  }

  function backward(dy: Tensor): Tensor | null {
    const dx = needsInputGradient ? ops.create(x.shape) : null
    let dh = output === 'last' ? dy : zeros()
    let dc = cell.remembers ? zeros() : null
    for (let t = time - 1; t >= 0; t--) {
      const { x: xt, before, step } = steps[t]
      if (output === 'all') ops.copyStrided(dy, dh, { counts: [1, samples], width: size, from: [t * size, 0, time * size], to: [0, 0, size], accumulate: true })
      const gradients = step.backward(dh, dc)
      const input = joinGates(ops, gradients.input)
      const hidden = gradients.hidden === gradients.input ? input : joinGates(ops, gradients.hidden)
      gatesBackward(ops, input, xt, parameters['weight_ih'], parameters['bias_ih'])
      gatesBackward(ops, hidden, before.h, parameters['weight_hh'], parameters['bias_hh'])
      if (dx !== null) {
        const dxt = ops.create(xt.shape)
        ops.matmul(input, parameters['weight_ih'].value, dxt)
        ops.copyStrided(dxt, dx, { counts: [1, samples], width: features, from: [0, 0, features], to: [t * features, 0, time * features] })
      }
      if (t === 0) break
      dh = ops.create([samples, size])
      ops.matmul(hidden, parameters['weight_hh'].value, dh)
      if (gradients.h !== null) ops.add(dh, gradients.h, dh)
      dc = gradients.c
    }
    return dx
  }
}

/** x·Wᵀ + b, one tensor per gate. */
function projectGates(ops: Ops, x: Tensor, weight: Parameter, bias: Parameter, gates: number): readonly Tensor[] {
  const [samples] = x.shape
  const [rows] = weight.value.shape
  const z = ops.create([samples, rows])
  ops.linear(x, weight.value, bias.value, z)
  if (gates === 1) return [z]
  const size = rows / gates
  return Array.from({ length: gates }, (_, gate) => {
    const part = ops.create([samples, size])
    ops.copyStrided(z, part, { counts: [1, samples], width: size, from: [gate * size, 0, rows], to: [0, 0, size] })
    return part
  })
}

function joinGates(ops: Ops, gates: readonly Tensor[]): Tensor {
  if (gates.length === 1) return gates[0]
  const [samples, size] = gates[0].shape
  const joined = ops.create([samples, gates.length * size])
  gates.forEach((part, gate) => ops.copyStrided(part, joined, { counts: [1, samples], width: size, from: [0, 0, size], to: [gate * size, 0, gates.length * size] }))
  return joined
}

function gatesBackward(ops: Ops, dz: Tensor, x: Tensor, weight: Parameter, bias: Parameter): void {
  ops.matmul(dz, x, weight.gradient, { transposeA: true, accumulate: weight.claimGradient() })
  ops.columnSums(dz, bias.gradient, bias.claimGradient())
}
