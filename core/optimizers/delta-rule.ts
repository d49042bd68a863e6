import { text } from '../schema/text.ts'
import { learningRate } from './definition.ts'
import { checkSingleLayer, writeCorrections } from './error-correction.ts'
import { defineRule } from './rule.ts'

const NAME = text('the delta rule', 'la regla delta')

export const deltaRule = defineRule({
  label: text('Delta rule', 'Regla delta'),
  doc: text(
    'Linear units: w ← w + η Σ (t − y) x, summed over the batch as in the lecture, so that a larger batch wants a smaller η; b likewise with x = 1. Also called LMS.',
    'Neuronas lineales: w ← w + η Σ (t − y) x, sumado sobre el lote como en la lección, así que un lote mayor pide una η menor; b igual con x = 1. También llamada LMS.',
  ),
  reference: 'Widrow & Hoff (1960); lecture 000 (the cafeteria)',
  hyperparameters: { learningRate: learningRate(0.01) },
  hasGradients: true,
  check: (context, issues) => checkSingleLayer({ rule: NAME, activations: ['linear'], losses: { linear: ['sumOfSquares', 'meanSquaredError'] } }, context, issues),
  evaluations: () => 1,
  writeChange: writeCorrections,
})
