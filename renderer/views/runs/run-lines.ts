import type { Line } from '../../charts/line-chart.ts'
import type { Points } from '../../charts/reduce-points.ts'
import type { RunMark } from './run-marks.ts'
import type { Curve } from '../../composables/join-curves.ts'

const EMPTY = new Float64Array(0)

/** A member of an ensemble over the run's epochs. */
export interface MemberCurves { readonly name: string; readonly train: Curve | null; readonly validation: Curve | null }

interface RunLines {
  readonly train: { readonly curve: Curve | null; readonly name: string }
  readonly validation: { readonly curve: Curve | null; readonly name: string }
  readonly members?: readonly MemberCurves[]
  /** Values of single steps, drawn as a light ghost under the epochs. */
  readonly ghost?: Points | null
  readonly colour: string
  /** Validation is drawn in another colour as well as dashed. */
  readonly validationColour: string
  readonly marks: readonly RunMark[]
  /** Of what happened beside the best epoch: changes, and all else. */
  readonly markColours: { readonly changed: string; readonly other: string }
}

/** One run's score over epochs: training solid, validation dashed, the best epoch marked, members thin. As many lines whatever has arrived, so that a zoom survives. */
export const runLines = ({ train, validation, members = [], ghost, colour, validationColour, marks, markColours }: RunLines): readonly Line[] => [
  // Before there are epochs to draw, the steps are the curve.
  { name: train.name, colour, dash: 'solid', x: ghost?.x ?? EMPTY, y: ghost?.y ?? EMPTY, ghost: (train.curve?.values.length ?? 0) > 1, width: 1 },
  { name: train.name, colour, dash: 'solid', x: train.curve?.epochs ?? EMPTY, y: train.curve?.values ?? EMPTY, width: 1.8 },
  { name: validation.name, colour: validationColour, dash: 'dashed', x: validation.curve?.epochs ?? EMPTY, y: validation.curve?.values ?? EMPTY, width: 1.8, marks: marks.map(({ epoch, label, what, side }) => ({ x: epoch, label, ...(side === undefined ? {} : { side }), ...(what === 'best' ? {} : { colour: what === 'changed' ? markColours.changed : markColours.other }) })) },
  ...members.flatMap((member): readonly Line[] => [
    { name: `${member.name}: ${train.name}`, colour, dash: 'solid', x: member.train?.epochs ?? EMPTY, y: member.train?.values ?? EMPTY, width: 0.8 },
    { name: `${member.name}: ${validation.name}`, colour: validationColour, dash: 'dashed', x: member.validation?.epochs ?? EMPTY, y: member.validation?.values ?? EMPTY, width: 0.8 },
  ]),
]
