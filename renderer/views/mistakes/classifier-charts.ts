import type { CalibrationBin, ThresholdCurve } from '../../../electron/contract/api.ts'
import type { AxisDescription } from '../../charts/chart-parts.ts'
import type { ChartTheme } from '../../charts/chart-theme.ts'
import type { ChartOption } from '../../charts/echarts.ts'
import { lineChart, type Line } from '../../charts/line-chart.ts'

export type CurveKind = 'roc' | 'precisionRecall' | 'calibration'

/** The operating point at a threshold: the last that is at least as high, so that samples at it count as found. */
export function pointAt({ thresholds }: ThresholdCurve, threshold: number): number {
  let point = 0
  while (point + 1 < thresholds.length && (thresholds[point + 1] ?? -Infinity) >= threshold) point++
  return point
}

interface CurveWords { readonly name: string; readonly chance: string; readonly x: AxisDescription; readonly y: AxisDescription }

const unit = { minimum: 0, maximum: 1 } as const
const square = (words: CurveWords, lines: readonly Line[], mark: readonly [number, number] | null, theme: ChartTheme): ChartOption => {
  const option = lineChart({ lines, x: { ...words.x, ...unit }, y: { ...words.y, ...unit } }, theme)
  const series = option['series'] as readonly object[]
  const point = { type: 'scatter', name: 'point', data: mark === null ? [] : [mark], symbolSize: 10, itemStyle: { color: theme.accent, borderColor: theme.background, borderWidth: 2 }, silent: true, tooltip: { show: false }, z: 5 }
  return { ...option, series: [...series, point] }
}
const chance = (words: CurveWords, y: Float64Array, theme: ChartTheme): Line => ({ name: words.chance, colour: theme.secondary, dash: 'dashed', x: Float64Array.of(0, 1), y, width: 1 })

/** True over false positives, with the point of a threshold. */
export const rocChart = (curve: ThresholdCurve, point: number, words: CurveWords, theme: ChartTheme): ChartOption =>
  square(words, [{ name: words.name, colour: theme.accent, dash: 'solid', x: curve.falsePositiveRates, y: curve.truePositiveRates }, chance(words, Float64Array.of(0, 1), theme)], [curve.falsePositiveRates[point] ?? NaN, curve.truePositiveRates[point] ?? NaN], theme)

/** Precision over recall, with the point of a threshold; chance is the share of the class. */
export function precisionRecallChart(curve: ThresholdCurve, sampleCount: number, point: number, words: CurveWords, theme: ChartTheme): ChartOption {
  const share = curve.positives / sampleCount
  return square(words, [{ name: words.name, colour: theme.accent, dash: 'solid', x: curve.truePositiveRates, y: curve.precisions }, chance(words, Float64Array.of(share, share), theme)], [curve.truePositiveRates[point] ?? NaN, curve.precisions[point] ?? NaN], theme)
}

/** How often predictions of a confidence are right; the diagonal is honesty. */
export function calibrationChart(bins: readonly CalibrationBin[], words: CurveWords, theme: ChartTheme): ChartOption {
  const filled = bins.filter(({ count }) => count > 0)
  const option = square(words, [{ name: words.name, colour: theme.accent, dash: 'solid', x: Float64Array.from(filled, ({ confidence }) => confidence), y: Float64Array.from(filled, ({ accuracy }) => accuracy) }, chance(words, Float64Array.of(0, 1), theme)], null, theme)
  const most = Math.max(1, ...filled.map(({ count }) => count))
  const dots = { type: 'scatter', name: 'bins', data: filled.map(({ confidence, accuracy, count }) => ({ value: [confidence, accuracy], symbolSize: 6 + 14 * Math.sqrt(count / most) })), itemStyle: { color: theme.accent, opacity: 0.5 }, silent: true, tooltip: { show: false } }
  return { ...option, series: [...(option['series'] as readonly object[]), dots] }
}
