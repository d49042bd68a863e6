import type { Tensor } from '../ops/tensor.ts'
import { text } from '../schema/text.ts'
import { drawPerturbation, perturbationHyperparameters, perturbationPasses, writeSlopes } from './perturbation.ts'
import { defineRule, type RuleBatch } from './rule.ts'

export const nodePerturbation = defineRule({
  label: text('Node perturbation', 'Perturbación de actividades'),
  doc: text(
    'Changes the activity of every unit at random, for each sample on its own; how the loss answers tells how each activity should change, and that how its weights should: dL/dy ≈ (L(y + σξ) − L(y − σξ)) / (2σ) · ξ. Less noisy than weight perturbation, since there are fewer activities than weights.',
    'Cambia al azar la actividad de cada neurona, en cada muestra por separado; la respuesta de la pérdida dice cómo debería cambiar cada actividad, y esto cómo sus pesos: dL/dy ≈ (L(y + σξ) − L(y − σξ)) / (2σ) · ξ. Menos ruidosa que la perturbación de pesos, pues hay menos actividades que pesos.',
  ),
  reference: 'Widrow & Lehr (1990), MADALINE rule III; Werfel, Xie & Seung (2005); lecture 000',
  hyperparameters: perturbationHyperparameters,
  hasGradients: true,
  check({ layers }, issues) {
    for (const { kind, index, id } of layers) {
      if (kind !== 'batchNormalization') continue
      issues.push({
        path: `network.layers[${index}]`,
        expected: text('a layer that sees each sample on its own: node perturbation reads from a sample’s loss what its units did', 'una capa que vea cada muestra por separado: la perturbación de actividades lee en la pérdida de una muestra lo que hicieron sus neuronas'),
        received: `${id} (${kind})`,
        fix: text('use layerNormalization, or the optimizer weightPerturbation', 'use layerNormalization, o el optimizador weightPerturbation'),
      })
    }
  },
  evaluations: perturbationPasses,
  writeChange(batch, hyperparameters) {
    const { ops, layers } = batch
    const { deviation, perturbations, difference } = hyperparameters
    const clean = batch.forward()
    const changes = new Map<string, Tensor>()
    for (let turn = 0; turn < perturbations; turn++) {
      const noises = new Map<string, Tensor>()
      const noiseFor = (layer: string, { shape }: Tensor): Tensor => noises.get(layer) ?? noises.set(layer, drawPerturbation(batch, shape, deviation, turn, layer)).get(layer)!
      const lossesAt = (distance: number): Tensor => batch.forward((layer, y) => {
        if (!layers.some(({ id }) => id === layer)) return y
        const moved = ops.create(y.shape)
        ops.copy(y, moved)
        ops.addScaled(distance, noiseFor(layer, y), moved)
        return moved
      }).losses
      const slopes = writeSlopes(batch, lossesAt(1), difference === 'central' ? lossesAt(-1) : clean.losses, hyperparameters)
      // The loss of a step is a mean over its samples.
      ops.scale(1 / batch.rows, slopes, slopes)
      for (const { id } of layers) addScaledRows(batch, slopes, noises.get(id)!, id, changes)
    }
    for (const { id } of layers) clean.pullBack(id, changes.get(id)!)
    return clean
  },
})

/** changes[id] += slope of each sample × its noise. */
function addScaledRows({ ops }: RuleBatch, slopes: Tensor, noise: Tensor, id: string, changes: Map<string, Tensor>): void {
  const change = ops.create(noise.shape)
  ops.scaleRows(slopes, noise, change)
  const before = changes.get(id)
  if (before === undefined) changes.set(id, change)
  else ops.add(before, change, before)
}
