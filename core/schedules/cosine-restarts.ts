import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineSchedule } from './definition.ts'

/** How far into its period an epoch (with fraction) stands, from 0 to 1, when each period is `growth` times as long as the last. */
function phase(epochs: number, first: number, growth: number): number {
  if (growth === 1) return (epochs % first) / first
  // The end of period n, counted from 0, is first·(growthⁿ⁺¹ − 1)/(growth − 1).
  const period = Math.floor(Math.log1p((epochs * (growth - 1)) / first) / Math.log(growth) + 1e-12)
  const start = (first * (growth ** period - 1)) / (growth - 1)
  return Math.min(1, Math.max(0, (epochs - start) / (first * growth ** period)))
}

export const cosineRestarts = defineSchedule({
  label: text('Cosine with restarts', 'Coseno con reinicios'),
  doc: text('Half a cosine per period, then back to the full rate; each period T times as long as the last.', 'Medio coseno por periodo y vuelta a la tasa completa; cada periodo dura T veces el anterior.'),
  reference: 'Loshchilov & Hutter (2017), SGDR, eq. 5',
  hyperparameters: {
    period: float({ label: text('First period', 'Primer periodo'), default: 10, above: 0, unit: text('epochs', 'épocas'), doc: text('Epochs until the first restart.', 'Épocas hasta el primer reinicio.') }),
    growth: float({ label: text('Growth T', 'Crecimiento T'), default: 2, min: 1, max: 10, doc: text('How many times as long each period is as the last.', 'Cuántas veces dura cada periodo lo que el anterior.') }),
    final: float({ label: text('Lowest fraction', 'Fracción mínima'), default: 0, min: 0, max: 1, doc: text('What is left of the learning rate before a restart.', 'Lo que queda de la tasa de aprendizaje antes de un reinicio.') }),
  },
  factor: ({ step, stepsPerEpoch }, { period, growth, final }) =>
    final + (1 - final) * 0.5 * (1 + Math.cos(Math.PI * phase((step - 1) / stepsPerEpoch, period, growth))),
})
