import type { ActivationDefinition } from '../../activations/definition.ts'
import * as activations from '../../activations/index.ts'
import type { Schema, Values } from '../../schema/hyperparameter.ts'
import type { Resolved } from '../../schema/registry.ts'
import { pythonNumber } from '../python-text.ts'

type Writer = (x: string, hyperparameters: never) => string

const writer = <S extends Schema>(_: ActivationDefinition<S>, write: (x: string, hyperparameters: Values<S>) => string): Writer => write

/** f(x) as a Python expression, by kind. */
const EXPRESSIONS: Readonly<Record<string, Writer>> = {
  elu: writer(activations.elu, (x, { alpha }) => `F.elu(${x}${alpha === 1 ? '' : `, alpha=${pythonNumber(alpha)}`})`),
  gelu: writer(activations.gelu, (x, { form }) => `F.gelu(${x}${form === 'exact' ? '' : ', approximate="tanh"'})`),
  hardSigmoid: (x) => `F.hardsigmoid(${x})`,
  leCunTanh: (x) => `1.7159 * torch.tanh(2 / 3 * ${x})`,
  leakyRelu: writer(activations.leakyRelu, (x, { slope }) => `F.leaky_relu(${x}, ${pythonNumber(slope)})`),
  linear: (x) => x,
  logSoftmax: (x) => `F.log_softmax(${x}, dim=-1)`,
  logistic: writer(activations.logistic, (x, { slope }) => `torch.sigmoid(${slope === 1 ? '' : `${pythonNumber(slope)} * `}${x})`),
  mish: (x) => `F.mish(${x})`,
  relu: (x) => `F.relu(${x})`,
  selu: (x) => `F.selu(${x})`,
  sign: (x) => `torch.sign(${x})`,
  silu: (x) => `F.silu(${x})`,
  softmax: writer(activations.softmax, (x, { temperature }) => `F.softmax(${x}${temperature === 1 ? '' : ` / ${pythonNumber(temperature)}`}, dim=-1)`),
  softplus: (x) => `F.softplus(${x})`,
  softsign: (x) => `F.softsign(${x})`,
  step: (x) => `(${x} >= 0).float()`,
  tanh: (x) => `torch.tanh(${x})`,
  tanhLinear: writer(activations.tanhLinear, (x, { slope }) => `torch.tanh(${x}) + ${pythonNumber(slope)} * ${x}`),
}

export const pytorchActivations: readonly string[] = Object.keys(EXPRESSIONS)

/** f(x) as an expression; null for a kind that is not known. */
export const activationExpression = (x: string, { kind, hyperparameters }: Resolved<ActivationDefinition>): string | null => EXPRESSIONS[kind]?.(x, hyperparameters as never) ?? null

/** Whether the expression reads x more than once: then x must be a variable. */
export const readsTwice = (activation: Resolved<ActivationDefinition>): boolean => (activationExpression('\0', activation)?.split('\0').length ?? 0) > 2
