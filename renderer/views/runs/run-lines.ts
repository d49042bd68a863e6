import type { Line } from '../../charts/line-chart.ts'
import type { Points } from '../../charts/reduce-points.ts'
import type { Curve } from '../../composables/join-curves.ts'

const EMPTY = new Float64Array(0)

interface RunLines {
  readonly train: { readonly curve: Curve | null; readonly name: string }
  readonly validation: { readonly curve: Curve | null; readonly name: string }
  /** Values of single steps, drawn as a light ghost under the epochs. */
  readonly ghost?: Points | null
  readonly colour: string
  /** Validation is drawn in another colour as well as dashed. */
  readonly validationColour: string
  readonly mark: { readonly epoch: number; readonly label: string } | null
}

/** One run's score over epochs: training solid, validation dashed, the best epoch marked. Always three lines, so that a zoom survives. */
export const runLines = ({ train, validation, ghost, colour, validationColour, mark }: RunLines): readonly Line[] => [
  { name: train.name, colour, dash: 'solid', x: ghost?.x ?? EMPTY, y: ghost?.y ?? EMPTY, ghost: true, width: 1 },
  { name: train.name, colour, dash: 'solid', x: train.curve?.epochs ?? EMPTY, y: train.curve?.values ?? EMPTY, width: 1.8 },
  { name: validation.name, colour: validationColour, dash: 'dashed', x: validation.curve?.epochs ?? EMPTY, y: validation.curve?.values ?? EMPTY, width: 1.8, marks: mark === null ? [] : [{ x: mark.epoch, label: mark.label }] },
]
