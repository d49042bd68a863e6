import type { ExperimentSpec, Text } from '../../../core/index.ts'
import type { RunDetails } from '../../../electron/contract/api.ts'
import { changedValue, fieldName, liveFieldsAt } from '../../composables/change-words.ts'

type Event = RunDetails['events'][number]['event']

/** Something that happened at a place of a run's time line. */
export interface RunMark {
  /** Epochs, as fractions. */
  readonly epoch: number
  readonly label: string
  readonly what: 'changed' | 'paused' | 'rate' | 'best'
  /** At which side of its line the label stands; above it where nothing is said. */
  readonly side?: 'left' | 'right'
}

interface Speech {
  readonly t: (key: string, named?: Record<string, unknown>) => string
  readonly say: (words: Text) => string
  readonly value: (value: number) => string
  readonly count: (value: number) => string
}

/** Schedules that go down in steps; those that change with every step have no moments to mark. */
const STEPPED = ['step', 'reduceOnPlateau']
/** What a letter of a label takes of the time line, in a chart of usual width; and what is left between two labels. */
const LETTER = 0.0165
const GAP = 0.02

/** What happened while a run trained, for the time line of its charts: changes, pauses, drops of the rate, its best epoch, restored weights. */
export function runMarks(events: readonly Event[], spec: ExperimentSpec, stepsPerEpoch: number | null, best: number | null, speech: Speech): readonly RunMark[] {
  const { t, value } = speech
  if (stepsPerEpoch === null) return []
  const fields = new Map(liveFieldsAt(spec, 0).map((field) => [field.path, fieldName(field, speech)]))
  const at = (step: number): number => Math.max(0, step) / stepsPerEpoch
  const happened = events.flatMap((event): readonly RunMark[] => {
    switch (event.type) {
      case 'changed': return [{ what: 'changed', epoch: at(event.step), label: changedLabel(event.changes, fields, speech) }]
      case 'paused': return [{ what: 'paused', epoch: at(event.step), label: t('runs.marks.paused') }]
      default: return []
    }
  })
  const finished = events.findLast((event) => event.type === 'finished')
  const restored = finished?.type === 'finished' ? finished.restoredEpoch : null
  const bestMark = best === null || best === 0 ? [] : [{ what: 'best' as const, epoch: best, label: t(restored === best ? 'runs.marks.restored' : 'runs.bestEpoch', { epoch: speech.count(best) }) }]
  return [...happened, ...rateDrops(events, spec).map(({ epoch, rate }) => ({ what: 'rate' as const, epoch, label: t('runs.marks.rate', { rate: value(Number(rate.toPrecision(3))) }) })), ...bestMark].toSorted((a, b) => a.epoch - b.epoch)
}

/** The first of several values, and how many there are beside: `Learning rate 0.002 +1`. */
function changedLabel([first, ...more]: Extract<Event, { type: 'changed' }>['changes'], fields: ReadonlyMap<string, string>, speech: Speech): string {
  if (first === undefined) return ''
  return `${fields.get(first.path) ?? first.path} ${changedValue(first.to, speech)}${more.length === 0 ? '' : ` +${more.length}`}`
}

/** After which epochs the schedule made the rate smaller. */
export function rateDrops(events: readonly Event[], spec: ExperimentSpec): readonly { readonly epoch: number; readonly rate: number }[] {
  if (!STEPPED.includes(spec.schedule.kind)) return []
  const epochs = events.flatMap((event) => (event.type === 'epoch' ? [event] : []))
  const changed = new Set(events.flatMap((event) => (event.type === 'changed' && event.changes.some(({ path }) => path === 'optimizer.learningRate') ? [event.epoch] : [])))
  return epochs.flatMap(({ epoch, learningRate }, index) => {
    const before = epochs[index - 1]
    return before !== undefined && learningRate < before.learningRate && !changed.has(before.epoch) && !changed.has(epoch - 1) ? [{ epoch: before.epoch, rate: learningRate }] : []
  })
}

/** Which labels stay where there is no room for all. */
const IMPORTANCE: Readonly<Record<RunMark['what'], number>> = { changed: 0, best: 1, paused: 2, rate: 3 }

/** The marks with labels only where they do not stand on each other, the important ones first; the lines stay. */
export function spreadLabels(marks: readonly RunMark[], lastEpoch: number): readonly RunMark[] {
  const taken: { readonly from: number; readonly to: number }[] = []
  const sides = new Map<RunMark, RunMark['side']>()
  for (const mark of marks.toSorted((a, b) => IMPORTANCE[a.what] - IMPORTANCE[b.what])) {
    const at = mark.epoch / lastEpoch
    const width = mark.label.length * LETTER + GAP
    // Centred over its line, unless it would reach beyond the chart.
    const side = at + width / 2 > 1.04 ? 'left' as const : at - width / 2 < -0.08 ? 'right' as const : undefined
    const from = side === 'left' ? at - width : side === 'right' ? at : at - width / 2
    if (taken.some((place) => from < place.to && place.from < from + width)) continue
    taken.push({ from, to: from + width })
    sides.set(mark, side)
  }
  return marks.map((mark): RunMark => {
    const side = sides.get(mark)
    return !sides.has(mark) ? { ...mark, label: '' } : side === undefined ? mark : { ...mark, side }
  })
}
