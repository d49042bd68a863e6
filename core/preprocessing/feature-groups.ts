import { sizeOf } from '../math/shape.ts'
import { choice } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import type { SampleArray } from './definition.ts'

/** What a transform treats alike. */
export const per = choice({
  default: 'auto',
  label: text('Per', 'Por'),
  doc: text('Whether every feature has its own numbers or all share them.', 'Si cada variable tiene sus propios números o todas los comparten.'),
  options: {
    auto: text('Automatic: overall for images, else per feature', 'Automático: en conjunto para imágenes, si no por variable'),
    feature: text('Feature (pixel)', 'Variable (píxel)'),
    overall: text('All features together', 'Todas las variables juntas'),
  },
})

export type Per = 'auto' | 'feature' | 'overall'

/** How many sets of numbers there are: one, or one per feature. Element k of a sample belongs to set k modulo this. */
export function groupCount({ shape }: Pick<SampleArray, 'shape'>, choice: Per): number {
  if (choice === 'overall') return 1
  return choice === 'auto' && shape.length > 1 ? 1 : sizeOf(shape)
}
