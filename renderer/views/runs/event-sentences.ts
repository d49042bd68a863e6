import type { ExperimentSpec } from '../../../core/index.ts'
import type { RunDetails } from '../../../electron/contract/api.ts'
import { engineWords } from '../../composables/engine-words.ts'
import { changesInWords } from '../../composables/change-words.ts'
import { rateDrops } from './run-marks.ts'
import { monitorLabel, partScore, scoreText, type ScoreSpeech } from '../../composables/score-words.ts'

export type SentenceTone = 'plain' | 'success' | 'warning' | 'danger'
export interface Sentence { readonly at: number; readonly tone: SentenceTone; readonly text: string }

/** The vectors of a long chain are told by the curves; its last one sums up. */
const MOST_MEMBERS = 20

type Logged = RunDetails['events'][number]
type Finished = Extract<Logged['event'], { type: 'finished' }>

export interface EventSpeech extends Omit<ScoreSpeech, 't'> {
  readonly t: (key: string, named?: Record<string, unknown>, plural?: number) => string
}

/** What happened in a run, oldest first; ordinary epochs are told by the curves. */
export function eventSentences(events: readonly Logged[], spec: ExperimentSpec, speech: EventSpeech): readonly Sentence[] {
  const drops = new Map(rateDrops(events.map(({ event }) => event), spec).map(({ epoch, rate }) => [epoch, rate]))
  return events.flatMap(({ at, event }): readonly Sentence[] => {
    switch (event.type) {
      case 'started': {
        const { t, count } = speech
        if (event.pretraining !== undefined && event.step <= 0 && event.step > -event.pretraining.steps) return [{ at, tone: 'plain', text: t('runs.said.resumedPretraining') }]
        if (event.step > 0) return [{ at, tone: 'plain', text: t('runs.said.resumed', { epoch: count(event.epoch), step: count(event.step) }) }]
        return [{ at, tone: 'plain', text: t('runs.said.started', { samples: t('common.samples', { n: count(event.samples.train) }, event.samples.train), parameters: count(event.parameterCount), engine: engineWords(event.engine, t) }) }]
      }
      case 'member':
        return event.members > MOST_MEMBERS && event.member < event.members ? [] : [{ at, tone: 'plain', text: memberSentence(event, speech) }]
      case 'initialized': {
        const { t, count } = speech
        const { matched, missing, unused } = event
        const said = [
          t('runs.said.initialized', { matched: count(matched.length), all: count(matched.length + missing.length) }),
          ...(missing.length === 0 ? [] : [t('runs.said.missing', { names: missing.join(', ') })]),
          ...(unused.length === 0 ? [] : [t('runs.said.unused', { names: unused.join(', ') })]),
        ]
        return [{ at, tone: 'plain', text: said.join(' ') }]
      }
      case 'pretrained': {
        const epochs = Number(spec.pretraining?.['epochs'])
        if (event.epoch < epochs) return []
        const { t, count, value } = speech
        return [{ at, tone: 'plain', text: t('runs.said.pretrained', { layer: event.layer, epochs: t('runs.epochs', { n: count(epochs) }, epochs), loss: value(event.loss) }) }]
      }
      case 'changed':
        return [{ at, tone: 'plain', text: speech.t('runs.said.changed', { step: speech.count(event.step + 1), epoch: speech.count(event.epoch + 1), changes: changesInWords(event.changes, spec, speech) }) }]
      case 'paused':
      case 'resumed':
        return [{ at, tone: 'plain', text: speech.t(event.type === 'paused' ? 'runs.said.pausedAt' : 'runs.said.resumedAfterPause', { step: speech.count(event.step), epoch: speech.count(event.epoch) }) }]
      case 'epoch': {
        const rate = drops.get(event.epoch)
        return rate === undefined ? [] : [{ at, tone: 'plain', text: speech.t('runs.said.rateDropped', { epoch: speech.count(event.epoch), rate: speech.value(rate) }) }]
      }
      case 'finished':
        return [{ at, tone: toneOf(event), text: [finishedSentence(event, spec, speech, stepsPerEpochOf(events)), mistakesLeft(event, events, speech)].filter((part) => part !== '').join(' ') }]
      default:
        return []
    }
  })
}

function memberSentence({ member, members, scores, ensemble, acceptance }: Extract<Logged['event'], { type: 'member' }>, speech: EventSpeech): string {
  const { t, count } = speech
  const part = ensemble.validation === null ? 'train' : 'validation'
  const named = { member: count(member), members: count(members), score: partScore(part, 'loss', speech), own: scoreText('loss', scores[part]?.['loss'], speech), together: scoreText('loss', ensemble[part]?.['loss'], speech) }
  const accepted = acceptance === null ? '' : ` ${t('runs.said.acceptance', { share: speech.percent(acceptance) })}`
  return `${t(members === 1 ? 'runs.said.passes' : 'runs.said.member', named)}${accepted}`
}

const toneOf = ({ reason }: Finished): SentenceTone => (reason === 'diverged' ? 'danger' : reason === 'cancelled' ? 'warning' : 'success')

const stepsPerEpochOf = (events: readonly Logged[]): number | null => events.flatMap(({ event }) => (event.type === 'started' ? [event.stepsPerEpoch] : [])).at(-1) ?? null

/** The epoch that a step belongs to: the one under way, where `epoch` of them are done. */
export const epochOfStep = (step: number, epoch: number, stepsPerEpoch: number | null): number => (stepsPerEpoch !== null && step > epoch * stepsPerEpoch ? epoch + 1 : epoch)

function finishedSentence(event: Finished, spec: ExperimentSpec, speech: EventSpeech, stepsPerEpoch: number | null): string {
  const { t, count } = speech
  const epoch = count(event.epoch)
  const reached = count(epochOfStep(event.step, event.epoch, stepsPerEpoch))
  switch (event.reason) {
    case 'stopped-early': {
      if (event.cause !== undefined && event.cause !== 'patience') return t(`runs.said.${event.cause}`, { epoch: event.cause === 'steps' ? reached : epoch, steps: count(event.step) }, event.step)
      const patience = spec.stop.early?.patience ?? 0
      const monitor = monitorLabel(spec.stop.early?.monitor ?? 'validation.loss', speech)
      const restored = event.restoredEpoch === null ? '' : t('runs.said.restored', { epoch: count(event.restoredEpoch) })
      return t('runs.said.stoppedEarly', { monitor, epochs: t('runs.epochs', { n: count(patience) }, patience), epoch, restored })
    }
    case 'diverged':
      if (event.step <= 0) return t('runs.said.divergedPretraining', { where: event.divergedAt ?? '' })
      return event.divergedAt === null || event.divergedAt === 'loss' ? t('runs.said.divergedInLoss', { step: count(event.step), epoch: reached }) : t('runs.said.diverged', { step: count(event.step), epoch: reached, where: event.divergedAt })
    case 'cancelled':
      if (event.step < 0) return t('runs.said.cancelledPretraining')
      return t('runs.said.cancelled', { epoch: reached })
    case 'completed':
      return [t('runs.said.completed', { epochs: t('runs.epochs', { n: epoch }, event.epoch) }), bestSentence(event, speech)].filter((part) => part !== '').join(' ')
  }
}

/** Of a perceptron that ran out of epochs. */
function mistakesLeft({ reason }: Finished, events: readonly Logged[], { t, count }: EventSpeech): string {
  const last = events.findLast(({ event }) => event.type === 'epoch')?.event
  const mistakes = reason === 'completed' && last?.type === 'epoch' ? (last.train['mistakes'] ?? 0) : 0
  return mistakes === 0 ? '' : t('runs.said.mistakesLeft', { mistakes: count(mistakes) })
}

function bestSentence({ best, epoch, restoredEpoch }: Finished, speech: EventSpeech): string {
  const { t, count } = speech
  if (best === null) return ''
  const name = best.monitor.split('.')[1] ?? ''
  const said = t('runs.said.best', { monitor: monitorLabel(best.monitor, speech), value: scoreText(name, best.value, speech), epoch: count(best.epoch) })
  return restoredEpoch !== null && restoredEpoch !== epoch ? `${said} ${t('runs.said.restoredThen', { epoch: count(restoredEpoch) })}` : said
}
