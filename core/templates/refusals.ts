import { formatShape } from '../math/shape.ts'
import { text, type Text } from '../schema/text.ts'
import type { TemplateData } from './definition.ts'

/** Why data are no classes. */
export const needsClasses = ({ classes }: TemplateData): Text | null =>
  classes === null ? text('It tells classes apart; these data have numbers to predict.', 'Distingue clases; estos datos tienen números que predecir.') : null

/** Why data are not two classes. */
export const needsTwoClasses = ({ classes }: TemplateData): Text | null =>
  classes?.length === 2 ? null : text(
    `It decides between two classes; these data have ${classes === null ? 'numbers to predict' : `${classes.length} classes`}.`,
    `Decide entre dos clases; estos datos tienen ${classes === null ? 'números que predecir' : `${classes.length} clases`}.`,
  )

/** Why data are no pictures of at least so many pixels a side. */
export function needsImages({ inputShape }: TemplateData, side: number): Text | null {
  if (inputShape.length !== 3) return text(`It looks at pictures; a sample here is ${formatShape(inputShape)}.`, `Mira imágenes; aquí una muestra es ${formatShape(inputShape)}.`)
  const [, height, width] = inputShape
  return Math.min(height, width) >= side ? null : text(
    `Its layers need pictures of at least ${side} × ${side} pixels; these have ${height} × ${width}.`,
    `Sus capas necesitan imágenes de al menos ${side} × ${side} píxeles; estas tienen ${height} × ${width}.`,
  )
}
