import { errorOfLevel } from '../math/error-levels.ts'
import { UNSEEN } from '../trainer/epoch-predictions.ts'

/** What each sample of a part was taken for after the epochs that were kept: epochs × samples, classes or error levels. */
export interface SampleHistories {
  readonly epochs: Int32Array
  readonly sampleCount: number
  readonly predicted: Uint16Array
}

/** Whether what was said of a sample counts as right. */
export type IsRight = (said: number, sample: number) => boolean

/** How the samples were learned, one entry for each. */
export interface LearningOfSamples {
  /** The first kept epoch after which it was right; 0 where it never was. */
  readonly firstLearned: Int32Array
  /** How often it was right after one kept epoch and wrong after the next: forgetting events. */
  readonly forgotten: Int32Array
}

/** Right is the true class. */
export const isTrueClass = (labels: Int32Array): IsRight => (said, sample) => said === labels[sample]

/**
 * Right is an error within a tolerance, as in regression error characteristic curves (Bi & Bennett, 2003): that of the epoch whose median error
 * is least, so that half of the samples are right where the network is best. Told as an error in its unit, too.
 */
export function withinTolerance({ epochs, sampleCount, predicted }: SampleHistories): { readonly isRight: IsRight; readonly tolerance: number } {
  let least = UNSEEN
  for (let row = 0; row < epochs.length; row++) least = Math.min(least, medianLevel(predicted.subarray(row * sampleCount, (row + 1) * sampleCount)))
  return { isRight: (said) => said <= least, tolerance: errorOfLevel(least) }
}

/** The lower median of those that were shown. */
function medianLevel(levels: Uint16Array): number {
  const counts = new Int32Array(256)
  let shown = 0
  for (const level of levels) {
    if (level === UNSEEN) continue
    counts[level]++
    shown++
  }
  let below = 0
  for (let level = 0; level < counts.length; level++) {
    below += counts[level]
    if (below > 0 && 2 * below >= shown) return level
  }
  return UNSEEN
}

/**
 * Toneva et al. (2019), "An empirical study of example forgetting during deep neural network learning", definitions 2.1–2.3: of training samples
 * as they were shown, of validation samples once an epoch. An epoch that did not show a sample says nothing of it.
 */
export function learningOfSamples({ epochs, sampleCount, predicted }: SampleHistories, isRight: IsRight): LearningOfSamples {
  const firstLearned = new Int32Array(sampleCount)
  const forgotten = new Int32Array(sampleCount)
  const wasRight = new Uint8Array(sampleCount)
  for (let row = 0; row < epochs.length; row++) {
    for (let sample = 0, at = row * sampleCount; sample < sampleCount; sample++, at++) {
      if (predicted[at] === UNSEEN) continue
      const right = isRight(predicted[at], sample)
      if (right && firstLearned[sample] === 0) firstLearned[sample] = epochs[row]
      if (!right && wasRight[sample] === 1) forgotten[sample]++
      wasRight[sample] = right ? 1 : 0
    }
  }
  return { firstLearned, forgotten }
}

/** The life of one sample over the kept epochs that showed it: what was said of it, when it was learned and forgotten. */
export interface SampleHistory {
  readonly epochs: Int32Array
  /** Classes or error levels. */
  readonly predicted: Int32Array
  /** 0 where it never was right. */
  readonly firstLearned: number
  /** The epochs after which it was wrong although it was right after the one before. */
  readonly forgottenAt: Int32Array
}

export function historyOfSample({ epochs: all, sampleCount, predicted }: SampleHistories, sample: number, isRight: IsRight): SampleHistory {
  const rows = Array.from(all.keys()).filter((row) => predicted[row * sampleCount + sample] !== UNSEEN)
  const epochs = Int32Array.from(rows, (row) => all[row])
  const own = Int32Array.from(rows, (row) => predicted[row * sampleCount + sample])
  const right = Array.from(own, (said) => isRight(said, sample))
  return { epochs, predicted: own, firstLearned: epochs[right.indexOf(true)] ?? 0, forgottenAt: epochs.filter((_, row) => row > 0 && !right[row] && right[row - 1]) }
}

/** How many samples share a fate: right from some epoch on and ever after, forgotten at least once, never right. They add up to all. */
export function countFates({ firstLearned, forgotten }: LearningOfSamples): { readonly unforgettable: number; readonly forgotten: number; readonly neverLearned: number } {
  let [forgottenOnce, never] = [0, 0]
  firstLearned.forEach((epoch, sample) => {
    if (epoch === 0) never++
    else if (forgotten[sample] > 0) forgottenOnce++
  })
  return { unforgettable: firstLearned.length - forgottenOnce - never, forgotten: forgottenOnce, neverLearned: never }
}

/** By how samples were learned: the most often forgotten first, and no others than forgotten ones; the latest learned first; those that never were right, the highest loss first. */
export type HistoryOrder = 'forgotten' | 'learnedLast' | 'neverLearned'

export const isHistoryOrder = (order: string): order is HistoryOrder => order === 'forgotten' || order === 'learnedLast' || order === 'neverLearned'

/** Whether a sample belongs to those that an order shows. */
export function hasFate(order: HistoryOrder, { firstLearned, forgotten }: LearningOfSamples, sample: number): boolean {
  if (order === 'neverLearned') return firstLearned[sample] === 0
  return order === 'forgotten' ? forgotten[sample] > 0 : firstLearned[sample] > 0
}

/** What to sort by, largest first. */
export const historyKeys = (order: HistoryOrder, { firstLearned, forgotten }: LearningOfSamples, losses: Float32Array): ArrayLike<number> => (order === 'forgotten' ? forgotten : order === 'learnedLast' ? firstLearned : losses)

/** Of all members together not more numbers are looked at: fewer epochs are, evenly. */
const MOST_COMBINED = 3e7

/**
 * What an ensemble's members say together after the same epoch of each. Classes are voted for, the lower one where two have as many votes; of
 * errors the median counts (the lower one). A member that stopped earlier goes on as it stood last; those that were not shown a sample have no say.
 */
export function combineHistories(members: readonly SampleHistories[], how: 'vote' | 'median'): SampleHistories {
  const [first] = members
  if (members.length === 1) return first
  const { sampleCount } = first
  const union = [...new Set(members.flatMap(({ epochs }) => [...epochs]))].sort((a, b) => a - b)
  const every = Math.max(1, Math.ceil((union.length * sampleCount * members.length) / MOST_COMBINED))
  const epochs = Int32Array.from(union.filter((_, index) => (union.length - 1 - index) % every === 0))
  const predicted = new Uint16Array(epochs.length * sampleCount)
  const said = new Uint16Array(members.length)
  epochs.forEach((epoch, row) => {
    const rows = members.map((member) => Math.max(0, member.epochs.findLastIndex((own) => own <= epoch)))
    for (let sample = 0; sample < sampleCount; sample++) {
      let count = 0
      for (let member = 0; member < members.length; member++) {
        const value = members[member].predicted[rows[member] * sampleCount + sample]
        if (value !== UNSEEN) said[count++] = value
      }
      predicted[row * sampleCount + sample] = count === 0 ? UNSEEN : how === 'vote' ? mostFrequent(said.subarray(0, count).sort()) : said.subarray(0, count).sort()[(count - 1) >> 1]
    }
  })
  return { epochs, sampleCount, predicted }
}

/** Of sorted values; the lowest of those that are as frequent. */
function mostFrequent(sorted: Uint16Array): number {
  let [best, bestLength, length] = [sorted[0], 0, 0]
  for (let i = 0; i < sorted.length; i++) {
    length = i > 0 && sorted[i] === sorted[i - 1] ? length + 1 : 1
    if (length > bestLength) [best, bestLength] = [sorted[i], length]
  }
  return best
}
