import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineOptimizer } from './definition.ts'

/** Without weight backtracking: a weight whose gradient turned waits one step. */
export const rprop = defineOptimizer({
  label: text('Rprop', 'Rprop'),
  doc: text(
    'Uses the sign of the gradient alone: a step grows by η⁺ while the sign stays, shrinks by η⁻ when it turns; w ← w − sign(g) Δ. For full batches.',
    'Solo usa el signo del gradiente: el paso crece por η⁺ mientras el signo se mantiene y se reduce por η⁻ cuando cambia; w ← w − signo(g) Δ. Para lotes completos.',
  ),
  reference: 'Riedmiller & Braun (1993); iRprop⁻ of Igel & Hüsken (2000); lecture 000',
  hyperparameters: {
    learningRate: float({ label: text('First step Δ₀', 'Primer paso Δ₀'), default: 0.01, above: 0, max: 50, scale: 'log', doc: text('The length of every weight’s first step.', 'La longitud del primer paso de cada peso.') }),
    increase: float({ live: true, label: text('η⁺', 'η⁺'), default: 1.2, above: 1, doc: text('Growth of a step whose gradient keeps its sign.', 'Crecimiento del paso cuyo gradiente mantiene el signo.') }),
    decrease: float({ live: true, label: text('η⁻', 'η⁻'), default: 0.5, above: 0, below: 1, doc: text('Reduction of a step whose gradient turns.', 'Reducción del paso cuyo gradiente cambia de signo.') }),
    least: float({ live: true, label: text('Shortest step', 'Paso mínimo'), default: 1e-6, above: 0, scale: 'log', doc: text('Steps do not become shorter.', 'Los pasos no son más cortos.') }),
    most: float({ live: true, label: text('Longest step', 'Paso máximo'), default: 50, above: 0, scale: 'log', doc: text('Steps do not become longer.', 'Los pasos no son más largos.') }),
  },
  slots: ['step', 'sign'],
  initialSlots: ({ learningRate }) => ({ step: learningRate }),
  coefficients: ({ increase, decrease, least, most }) => [increase, decrease, least, most],
  update: (ops, target, { step, sign }, coefficients) => ops.rprop(target, step, sign, coefficients),
  notes({ fullBatch, schedule }) {
    const miniBatches = text(
      'Rprop does not work with mini-batches: nine gradients of +0.1 and one of −0.9 move the weight nine times one way and once the other. Set batches.size to "full", or use RMSprop.',
      'Rprop no funciona con lotes pequeños: nueve gradientes de +0,1 y uno de −0,9 mueven el peso nueve veces en un sentido y una en el otro. Ponga batches.size a "full", o use RMSprop.',
    )
    const unscheduled = text('Rprop finds its own steps: the schedule does not change them.', 'Rprop encuentra sus propios pasos: el plan no los cambia.')
    return [...(fullBatch ? [] : [miniBatches]), ...(schedule === 'constant' ? [] : [unscheduled])]
  },
})
