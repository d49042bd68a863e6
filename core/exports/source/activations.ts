import type { ActivationDefinition } from '../../activations/definition.ts'
import * as activations from '../../activations/index.ts'
import { sizeOf } from '../../math/shape.ts'
import type { Schema, Values } from '../../schema/hyperparameter.ts'
import type { Resolved } from '../../schema/registry.ts'
import type { SourceValue, SourceWriter } from './source-writer.ts'

type Expression = (w: SourceWriter, z: string, hyperparameters: never) => string

const expression = <S extends Schema>(_: ActivationDefinition<S>, write: (w: SourceWriter, z: string, hyperparameters: Values<S>) => string): Expression => write

const sigmoid = (w: SourceWriter, z: string): string => `${w.number(1)} / (${w.number(1)} + ${w.call('exp', `-${z}`)})`
/** log(1 + e^z) without overflow. */
const softplus = (w: SourceWriter, z: string): string => `((${z} > ${w.number(0)} ? ${z} : ${w.number(0)}) + ${w.call('log1p', w.call('exp', `-${w.call('abs', z)}`))})`
const elu = (w: SourceWriter, z: string, alpha: number, scale: number): string =>
  `${z} > ${w.number(0)} ? ${w.number(scale)} * ${z} : ${w.number(scale * alpha)} * (${w.call('exp', z)} - ${w.number(1)})`

/** f(z) of a variable z, by kind. */
const ELEMENTWISE: Readonly<Record<string, Expression>> = {
  elu: expression(activations.elu, (w, z, { alpha }) => elu(w, z, alpha, 1)),
  gelu: expression(activations.gelu, (w, z, { form }) => `${w.number(0.5)} * ${z} * (${w.number(1)} + ${form === 'exact'
    ? w.call('erf', `${w.number(Math.SQRT1_2)} * ${z}`)
    : w.call('tanh', `${w.number(Math.sqrt(2 / Math.PI))} * (${z} + ${w.number(0.044715)} * ${z} * ${z} * ${z})`)})`),
  hardSigmoid: (w, z) => `${z} < ${w.number(-3)} ? ${w.number(0)} : ${z} > ${w.number(3)} ? ${w.number(1)} : ${z} / ${w.number(6)} + ${w.number(0.5)}`,
  leCunTanh: (w, z) => `${w.number(1.7159)} * ${w.call('tanh', `${w.number(2 / 3)} * ${z}`)}`,
  leakyRelu: expression(activations.leakyRelu, (w, z, { slope }) => `${z} > ${w.number(0)} ? ${z} : ${w.number(slope)} * ${z}`),
  linear: (_, z) => z,
  logistic: expression(activations.logistic, (w, z, { slope }) => sigmoid(w, slope === 1 ? z : `${w.number(slope)} * ${z}`)),
  mish: (w, z) => `${z} * ${w.call('tanh', softplus(w, z))}`,
  relu: (w, z) => `${z} > ${w.number(0)} ? ${z} : ${w.number(0)}`,
  selu: (w, z) => elu(w, z, 1.6732632423543772, 1.0507009873554805),
  sign: (w, z) => `${z} > ${w.number(0)} ? ${w.number(1)} : ${z} < ${w.number(0)} ? ${w.number(-1)} : ${w.number(0)}`,
  silu: (w, z) => `${z} / (${w.number(1)} + ${w.call('exp', `-${z}`)})`,
  softplus,
  softsign: (w, z) => `${z} / (${w.number(1)} + ${w.call('abs', z)})`,
  step: (w, z) => `${z} >= ${w.number(0)} ? ${w.number(1)} : ${w.number(0)}`,
  tanh: (w, z) => w.call('tanh', z),
  tanhLinear: expression(activations.tanhLinear, (w, z, { slope }) => `${w.call('tanh', z)} + ${w.number(slope)} * ${z}`),
}
/** Functions of the last axis. */
const OF_ROWS = ['softmax', 'logSoftmax']

export const sourceActivations: readonly string[] = [...Object.keys(ELEMENTWISE), ...OF_ROWS]

/** f(z) as an expression; null for functions of whole rows. */
export const activationText = (w: SourceWriter, z: string, { kind, hyperparameters }: Resolved<ActivationDefinition>): string | null => ELEMENTWISE[kind]?.(w, z, hyperparameters as never) ?? null

/** Applies a function to numbers where they stand. */
export function activateInPlace(w: SourceWriter, value: SourceValue, activation: Resolved<ActivationDefinition>): void {
  if (activation.kind === 'linear') return
  const y = w.read(value)
  if (OF_ROWS.includes(activation.kind)) {
    const { temperature = 1 } = activation.hyperparameters as { temperature?: number }
    softmaxRows(w, y, value.shape, temperature, activation.kind === 'logSoftmax')
    return
  }
  w.loop('i', sizeOf(value.shape), () => {
    w.real('z', `${y}[i]`)
    w.line(`${y}[i] = ${activationText(w, 'z', activation)!}`)
  })
}

/** Rows of the last axis as probabilities, or their logarithms. */
export function softmaxRows(w: SourceWriter, y: string, shape: readonly number[], temperature: number, logarithms: boolean): void {
  const width = shape.at(-1) ?? 1
  w.loop('row', sizeOf(shape) / width, () => {
    w.real('most', `${y}[row * ${width}]`)
    w.loop('i', width, () => w.line(`if (${y}[row * ${width} + i] > most) most = ${y}[row * ${width} + i]`))
    w.real('sum', w.number(0))
    const scaled = (z: string): string => (temperature === 1 ? z : `${w.number(1 / temperature)} * ${z}`)
    w.loop('i', width, () => {
      w.line(`${y}[row * ${width} + i] = ${scaled(`(${y}[row * ${width} + i] - most)`)}`)
      w.line(`sum += ${w.call('exp', `${y}[row * ${width} + i]`)}`)
    })
    if (logarithms) {
      w.line(`sum = ${w.call('log', 'sum')}`)
      w.loop('i', width, () => w.line(`${y}[row * ${width} + i] -= sum`))
    } else {
      w.loop('i', width, () => w.line(`${y}[row * ${width} + i] = ${w.call('exp', `${y}[row * ${width} + i]`)} / sum`))
    }
  })
}

/** σ(z) where numbers stand. */
export function logisticInPlace(w: SourceWriter, y: string, size: number): void {
  w.loop('i', size, () => {
    w.real('z', `${y}[i]`)
    w.line(`${y}[i] = ${sigmoid(w, 'z')}`)
  })
}

export { sigmoid as sigmoidText }
