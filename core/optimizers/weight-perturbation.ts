import { text } from '../schema/text.ts'
import { drawPerturbation, perturbationHyperparameters, perturbationPasses, writeSlopes } from './perturbation.ts'
import { defineRule } from './rule.ts'

export const weightPerturbation = defineRule({
  label: text('Weight perturbation', 'Perturbación de pesos'),
  doc: text(
    'Changes all weights at random, sees what the loss does, and goes along or against the change: w ← w − η (L(w + σξ) − L(w − σξ)) / (2σ) · ξ, on average the gradient. A slow baseline: its noise grows with the number of weights.',
    'Cambia todos los pesos al azar, mira qué hace la pérdida, y va a favor o en contra del cambio: w ← w − η (L(w + σξ) − L(w − σξ)) / (2σ) · ξ, en promedio el gradiente. Una referencia lenta: su ruido crece con el número de pesos.',
  ),
  reference: 'Jabri & Flower (1992), with all weights at once as in Cauwenberghs (1993); lecture 000',
  hyperparameters: perturbationHyperparameters,
  hasGradients: true,
  check: () => {},
  evaluations: perturbationPasses,
  writeChange(batch, hyperparameters) {
    const { ops, parameters } = batch
    const { deviation, perturbations, difference } = hyperparameters
    const clean = batch.forward()
    const kept = parameters.map(({ value, gradient }) => {
      const copy = ops.create(value.shape)
      ops.copy(value, copy)
      ops.fill(gradient, 0)
      return copy
    })
    for (let turn = 0; turn < perturbations; turn++) {
      const noises = parameters.map(({ name, value }) => drawPerturbation(batch, value.shape, deviation, turn, name))
      const lossesAt = (distance: number) => {
        parameters.forEach(({ value }, index) => {
          ops.copy(kept[index], value)
          ops.addScaled(distance, noises[index], value)
        })
        return batch.forward().losses
      }
      const slopes = writeSlopes(batch, lossesAt(1), difference === 'central' ? lossesAt(-1) : clean.losses, hyperparameters)
      // gradient −= (−slope)·noise, with the mean slope of the batch as the rate of an update.
      const rate = ops.create([2])
      ops.fill(rate, 0)
      ops.scale(-1, slopes, slopes)
      ops.mean(slopes, rate)
      parameters.forEach(({ gradient }, index) => ops.sgd({ value: gradient, gradient: noises[index] }, rate))
    }
    parameters.forEach(({ value }, index) => ops.copy(kept[index], value))
    return clean
  },
})
