import type { Tensor } from '../ops/tensor.ts'
import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import type { LayerContext, Parameter } from './definition.ts'

export const weightNoise = float({
  live: true, label: text('Weight noise σ', 'Ruido en los pesos σ'), default: 0, min: 0,
  doc: text('Standard deviation of normal noise that each step adds to the weights it uses, in training only; a regularizer.', 'Desviación típica del ruido normal que cada paso suma a los pesos que usa, solo al entrenar; un regularizador.'),
})

/** The weights as one training step sees them: with noise of their own. */
export function noisyWeight({ value }: Parameter, deviation: number, { ops, training, frozen, seed, stream }: Pick<LayerContext, 'ops' | 'training' | 'frozen' | 'seed' | 'stream'>): Tensor {
  if (!training || frozen || deviation === 0) return value
  const noisy = ops.create(value.shape)
  ops.normalNoise(noisy, deviation, seed, stream)
  ops.add(value, noisy, noisy)
  return noisy
}
