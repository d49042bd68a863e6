import { choice, float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineOptimizer, learningRate } from './definition.ts'

/** A gradient of 0 agrees with nothing and leaves the gain as it is, as in Jacobs' rule; the lecture's "else" would shrink it. */
export const adaptiveGains = defineOptimizer({
  label: text('Adaptive gains (delta-bar-delta)', 'Ganancias adaptativas (delta-bar-delta)'),
  doc: text(
    'A gain per weight, raised by δ⁺ while the gradient keeps its sign and multiplied by δ⁻ when it turns: v ← μ v + gain g, w ← w − η v.',
    'Una ganancia por peso, que sube δ⁺ mientras el gradiente mantiene el signo y se multiplica por δ⁻ cuando cambia: v ← μ v + ganancia g, w ← w − η v.',
  ),
  reference: 'Jacobs (1988); Hinton’s version with gain limits; lecture 000',
  hyperparameters: {
    learningRate: learningRate(0.01),
    momentum: float({ live: true, label: text('Momentum μ', 'Momento μ'), default: 0, min: 0, below: 1, doc: text('Fraction of the velocity that is kept.', 'Fracción de la velocidad que se conserva.') }),
    increase: float({ live: true, label: text('Increase δ⁺', 'Aumento δ⁺'), default: 0.05, above: 0, doc: text('Added to the gain on agreement.', 'Se suma a la ganancia si hay concordancia.') }),
    decrease: float({ live: true, label: text('Decrease δ⁻', 'Reducción δ⁻'), default: 0.95, above: 0, below: 1, doc: text('Multiplies the gain on disagreement.', 'Multiplica la ganancia si no hay concordancia.') }),
    limits: choice({
      label: text('Limits of the gain', 'Límites de la ganancia'),
      default: 'narrow',
      options: { narrow: text('0.1 to 10', '0,1 a 10'), wide: text('0.01 to 100', '0,01 a 100') },
      doc: text('Gains stay within these.', 'Las ganancias no salen de ellos.'),
    }),
    agreement: choice({
      label: text('Agreement with', 'Concordancia con'),
      default: 'gradient',
      options: { gradient: text('the previous gradient', 'el gradiente anterior'), velocity: text('the velocity', 'la velocidad') },
      doc: text('What the sign of the gradient is compared with.', 'Con qué se compara el signo del gradiente.'),
    }),
  },
  slots: ['gain', 'velocity', 'sign'],
  initialSlots: () => ({ gain: 1 }),
  coefficients({ momentum, increase, decrease, limits }, position) {
    const most = limits === 'narrow' ? 10 : 100
    return [position.learningRate, momentum, increase, decrease, 1 / most, most]
  },
  update: (ops, target, { gain, velocity, sign }, coefficients, { agreement }) => ops.adaptiveGains(target, gain, velocity, sign, coefficients, agreement === 'velocity'),
})
