import type { SplitPart } from '../../core/index.ts'
import { monitorLabel, partScore, scoreLabel, scoreText, type ScoreSpeech } from './score-words.ts'
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
    text: (name: string, value: number | null | undefined) => scoreText(name, value, speech),
  }
}
