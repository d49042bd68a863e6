import { gamma } from '../math/gamma.ts'
import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineMixing } from './definition.ts'

export const mixup = defineMixing({
  label: text('Mixup', 'Mixup (mezcla)'),
  doc: text(
    'Blends each sample with another, λ·x + (1 − λ)·x′, and learns λ·L(t) + (1 − λ)·L(t′): between the samples the network shall go straight from one answer to the other.',
    'Mezcla cada muestra con otra, λ·x + (1 − λ)·x′, y aprende λ·L(t) + (1 − λ)·L(t′): entre las muestras, la red debe pasar en línea recta de una respuesta a la otra.',
  ),
  reference: 'Zhang, Cissé, Dauphin & Lopez-Paz (2018), "mixup: beyond empirical risk minimization"',
  hyperparameters: {
    alpha: float({ label: text('Concentration α', 'Concentración α'), default: 0.2, above: 0, max: 100, scale: 'log', doc: text('λ is drawn from Beta(α, α): small values mix seldom, 1 evenly, larger ones near one half.', 'λ se sortea de Beta(α, α): valores pequeños mezclan pocas veces, 1 por igual, mayores cerca de la mitad.') }),
  },
  share(random, { alpha }) {
    const [a, b] = [gamma(random, alpha), gamma(random, alpha)]
    // Both are 0 only where α is so small that λ is 0 or 1 almost surely.
    return a + b === 0 ? Number(random.uniform() < 0.5) : a / (a + b)
  },
})
