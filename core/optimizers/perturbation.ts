import { streamNumber } from '../math/random.ts'
import type { Tensor } from '../ops/tensor.ts'
import { choice, float, int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { learningRate } from './definition.ts'
import type { RuleBatch } from './rule.ts'

/** What both ways to perturb have in common. */
const perturbationHyperparameters = {
  learningRate: learningRate(0.01),
  deviation: float({ label: text('Size of the perturbation σ', 'Tamaño de la perturbación σ'), default: 0.01, above: 0, max: 1, scale: 'log', doc: text('Standard deviation of the normal numbers that are added: small enough for the loss to be straight, large enough to be seen in it.', 'Desviación típica de los números normales que se suman: lo bastante pequeña para que la pérdida sea recta, lo bastante grande para notarse en ella.') }),
  perturbations: int({ label: text('Perturbations', 'Perturbaciones'), default: 1, min: 1, max: 10_000, scale: 'log', doc: text('Tried in each step and averaged: more of them, less noise in the direction.', 'Se prueban en cada paso y se promedian: cuantas más, menos ruido en la dirección.') }),
  difference: choice({
    label: text('Difference', 'Diferencia'),
    default: 'central',
    options: { central: text('Both ways: L(+) − L(−)', 'En ambos sentidos: L(+) − L(−)'), forward: text('One way: L(+) − L', 'En un sentido: L(+) − L') },
    doc: text('What the loss is compared with.', 'Con qué se compara la pérdida.'),
  }),
} as const
export { perturbationHyperparameters }

export interface Perturbation {
  readonly deviation: number
  readonly perturbations: number
  readonly difference: 'central' | 'forward'
}

/** The pass that is reported, and one or two for each perturbation. */
export const perturbationPasses = ({ perturbations, difference }: Perturbation): number => 1 + perturbations * (difference === 'central' ? 2 : 1)

/** Normal numbers of deviation σ: a function of seed, step, perturbation and what they are for. */
export function drawPerturbation({ ops, seed }: RuleBatch, shape: Tensor['shape'], deviation: number, turn: number, name: string): Tensor {
  const noise = ops.create(shape)
  ops.normalNoise(noise, deviation, seed, streamNumber(`perturbation/${turn}/${name}`))
  return noise
}

/** (L(+) − L(−)) / (reach σ²) per sample, averaged over the perturbations: times the noise it is an estimate of each sample's gradient. */
export function writeSlopes({ ops, rows }: RuleBatch, above: Tensor, below: Tensor, { deviation, perturbations, difference }: Perturbation): Tensor {
  const slopes = ops.create([rows])
  ops.copy(above, slopes)
  ops.addScaled(-1, below, slopes)
  ops.scale(1 / ((difference === 'central' ? 2 : 1) * deviation ** 2 * perturbations), slopes, slopes)
  return slopes
}
