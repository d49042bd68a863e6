import type { PartData } from '../experiment/training-data.ts'
import { predictedClasses } from '../math/predicted-class.ts'
import { mcNemar, type McNemar } from './mc-nemar.ts'
import { crossEntropies } from './mistakes.ts'
import { cutPage, type Paging, type PredictedPage } from './page.ts'

/** Which of two classifiers is right on a sample. */
export type Disagreement = 'onlyFirst' | 'onlySecond' | 'bothWrong'

export interface DisagreementsQuery extends Paging {
  readonly which: Disagreement
}

export interface DisagreementsPage {
  readonly test: McNemar
  /** With the first classifier's outputs and losses; those on which it is most surely right or wrong first. */
  readonly page: PredictedPage
  /** The second classifier's outputs on the page's samples. */
  readonly otherOutputs: Float32Array
}

type LabelledPart = Pick<PartData, 'labels' | 'indices' | 'sampleCount'>

/**
 * Two classifiers on the same samples. `first` and `second`: outputs, sampleCount × classes. Throws RangeError when they are of other numbers of
 * samples.
 */
export function findDisagreements(first: Float32Array, second: Float32Array, part: LabelledPart, { which, ...paging }: DisagreementsQuery): DisagreementsPage {
  const { labels, sampleCount } = part
  const rightOf = (outputs: Float32Array): boolean[] => Array.from(predictedClasses(outputs, sampleCount), (predicted, i) => predicted === labels[i])
  const [firstRight, secondRight] = [rightOf(first), rightOf(second)]
  const [losses, otherLosses] = [crossEntropies(first, part), crossEntropies(second, part)]
  const wanted = (i: number): boolean => (which === 'bothWrong' ? !firstRight[i] && !secondRight[i] : which === 'onlyFirst' ? firstRight[i] && !secondRight[i] : !firstRight[i] && secondRight[i])
  // Where they differ most first; where both are wrong, the surest mistakes.
  const key = (i: number): number => (which === 'bothWrong' ? losses[i] + otherLosses[i] : Math.abs(losses[i] - otherLosses[i]))
  const ordered = Array.from({ length: sampleCount }, (_, i) => i).filter(wanted).sort((a, b) => key(b) - key(a) || a - b)
  const page = cutPage(ordered, { outputs: first, losses, uncertainty: null, part }, paging)
  return { test: mcNemar(firstRight, secondRight), page, otherOutputs: cutPage(ordered, { outputs: second, losses: otherLosses, uncertainty: null, part }, paging).outputs }
}
