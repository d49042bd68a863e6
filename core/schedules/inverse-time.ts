import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineSchedule } from './definition.ts'

export const inverseTime = defineSchedule({
  label: text('Inverse time (1/t)', 'Inverso del tiempo (1/t)'),
  doc: text('1 / (1 + κ t) after t epochs: slow enough to reach the minimum, fast enough to settle there.', '1 / (1 + κ t) tras t épocas: lo bastante lento para llegar al mínimo y lo bastante rápido para asentarse en él.'),
  reference: 'Robbins & Monro (1951); Darken & Moody (1991)',
  hyperparameters: {
    decay: float({ label: text('κ per epoch', 'κ por época'), default: 0.1, min: 0, doc: text('The rate is halved after 1/κ epochs.', 'La tasa se reduce a la mitad tras 1/κ épocas.') }),
  },
  factor: ({ step, stepsPerEpoch }, { decay }) => 1 / (1 + (decay * (step - 1)) / stepsPerEpoch),
})
