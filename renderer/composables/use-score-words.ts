import type { SplitPart } from '../../core/index.ts'
import { monitorLabel, partScore, scoreLabel, scoreText, unitOf, type ScoreSpeech } from './score-words.ts'
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
    tick: (name: string, value: number) => (unitOf(name) === 'fraction' ? `${format.value(Number((value * 100).toPrecision(6)))} %` : scoreText(name, value, speech)),
    text: (name: string, value: number | null | undefined) => scoreText(name, value, speech),
  }
}
