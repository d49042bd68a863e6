import type { OptimizerDefinition } from '../optimizers/definition.ts'
import type { RegularizerDefinition } from '../regularizers/definition.ts'
import { describeValue, type Issue } from '../schema/issue.ts'
import type { Resolved } from '../schema/registry.ts'
import { text } from '../schema/text.ts'
import type { PartCounts } from '../splits/definition.ts'
import type { ResolvedOutput } from './read-outputs.ts'
import type { BatchesSpec } from './spec.ts'

/** What of an experiment a full-batch optimizer depends on. */
export interface FullBatchContext {
  readonly optimizer: Resolved<OptimizerDefinition> | null
  readonly batches: BatchesSpec
  readonly counts: PartCounts | null
  readonly outputs: readonly ResolvedOutput[]
  readonly augmentation: readonly Resolved[]
  readonly regularizers: readonly Resolved<RegularizerDefinition>[]
  readonly parameterCount: number
}

/** Whether every step sees the whole training part. */
export const isFullBatch = (size: BatchesSpec['size'], counts: PartCounts | null): boolean => size === 'full' || (counts !== null && size >= (counts.approximate === true ? counts.train + counts.validation + counts.test : counts.train))

/** The problems of full-batch optimizers; none for others. */
export function checkFullBatch(context: FullBatchContext, issues: Issue[]): void {
  const { optimizer, batches, counts, outputs, augmentation, regularizers, parameterCount } = context
  if (optimizer === null || optimizer.definition.sort !== 'full-batch') return
  const { label, mostParameters = Infinity, loss } = optimizer.definition
  if (!isFullBatch(batches.size, counts)) {
    issues.push({
      path: 'batches.size',
      expected: text(`"full": ${label.en} needs the whole training part in every step`, `"full": ${label.es} necesita toda la parte de entrenamiento en cada paso`),
      received: describeValue(batches.size),
      fix: text('set batches.size to "full", or use adam', 'ponga batches.size a "full", o use adam'),
    })
  }
  if (parameterCount > mostParameters) {
    issues.push({
      path: 'optimizer.kind',
      expected: text(`a network of at most ${mostParameters} parameters for ${label.en}`, `una red de como mucho ${mostParameters} parámetros para ${label.es}`),
      received: text(`${parameterCount} parameters`, `${parameterCount} parámetros`).en,
      fix: text('use lBfgs or conjugateGradients', 'use lBfgs o conjugateGradients'),
    })
  }
  if (augmentation.length > 0) {
    issues.push({
      path: 'augmentation',
      expected: text(`no augmentation: ${label.en} minimises one function, which must not change from step to step`, `ningún aumento de datos: ${label.es} minimiza una función, que no debe cambiar de un paso a otro`),
      received: describeValue(augmentation.map(({ kind }) => kind).join(', ')),
      fix: text('leave it out, or use adam', 'déjelo fuera, o use adam'),
    })
  }
  if (loss !== undefined) checkLosses(loss, outputs, issues)
  regularizers.forEach(({ kind, definition }, index) => {
    if (definition.afterGradient === undefined && definition.afterUpdate === undefined) return
    issues.push({
      path: `regularizers[${index}].kind`,
      expected: text(`a penalty: ${label.en} minimises one function and cannot limit gradients or weights`, `una penalización: ${label.es} minimiza una función y no puede limitar gradientes ni pesos`),
      received: describeValue(kind),
      fix: text('leave it out, or use l2', 'déjelo fuera, o use l2'),
    })
  })
}

function checkLosses(loss: string, outputs: readonly ResolvedOutput[], issues: Issue[]): void {
  outputs.forEach((output, index) => {
    if (output.loss.kind === loss) return
    issues.push({
      path: `outputs[${index}].loss`,
      expected: text(`${loss}, the only loss that this optimizer works with`, `${loss}, la única pérdida con la que trabaja este optimizador`),
      received: describeValue(output.loss.kind),
      fix: text(`use ${loss}, or the optimizer lBfgs`, `use ${loss}, o el optimizador lBfgs`),
    })
  })
}
