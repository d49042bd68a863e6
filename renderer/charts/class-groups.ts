import type { ChartTheme } from './chart-theme.ts'
import type { PointGroup } from './scatter-chart.ts'

export interface LabelledPoints {
  readonly x: Float64Array
  readonly y: Float64Array
  /** Per point a class index; null where there are none. */
  readonly labels: ArrayLike<number> | null
  readonly classes: readonly string[] | null
  /** Of the only group where there are no classes. */
  readonly name: string
}

/** Points by class, in the colours of the classes. */
export function classGroups({ x, y, labels, classes, name }: LabelledPoints, theme: ChartTheme): readonly PointGroup[] {
  const colourOf = (number: number): string => theme.runs[number % theme.runs.length] ?? theme.accent
  if (classes === null || labels === null) return [{ name, colour: colourOf(0), x, y }]
  return classes.map((group, label) => {
    const members = Array.from(x, (_, i) => i).filter((i) => labels[i] === label)
    return { name: group, colour: colourOf(label), x: Float64Array.from(members, (i) => x[i] ?? NaN), y: Float64Array.from(members, (i) => y[i] ?? NaN) }
  })
}
