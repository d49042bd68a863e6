import type { SplitPart } from '../../core/index.ts'
import { monitorLabel, partScore, scoreDifference, scoreLabel, scoreText, unitOf, type ScoreSpeech } from './score-words.ts'
import { useFormat } from './use-format.ts'
import { useLanguage } from './use-language.ts'

/** Scores in the window's language. */
export function useScoreWords() {
  const { t, say } = useLanguage()
  const format = useFormat()
  const speech: ScoreSpeech = { t: (key, named = {}) => t(key, named), say, value: format.value, count: format.count, percent: format.percent }
  return {
    speech,
    label: (name: string) => scoreLabel(name, speech),
    monitor: (name: string) => monitorLabel(name, speech),
    ofPart: (part: SplitPart, name: string) => partScore(part, name, speech),
    /** On an axis: no more digits than the value needs. */
    tick: (name: string, value: number, digits = 4) => (unitOf(name) === 'fraction' ? `${format.digits(Number((value * 100).toPrecision(Math.max(6, digits))), digits)} %` : digits > 4 ? format.digits(value, digits) : scoreText(name, value, speech)),
    /** `+1.11 points`, `−0.02`. */
    difference: (name: string, value: number) => scoreDifference(name, value, speech),
    /** A deviation beside its mean, in the mean's unit. */
    spread: (name: string, value: number) => (unitOf(name) === 'fraction' ? format.percent(value) : format.digits(value, 2)),
    text: (name: string, value: number | null | undefined) => scoreText(name, value, speech),
  }
}
