import type { FinishReason, RunEvent } from './events.ts'
import type { Pretraining } from './pretraining.ts'

export interface PretrainingOptions {
  /** The last step done. */
  readonly step: number
  readonly sampleCount: number
  readonly cancellation: { readonly aborted: boolean }
  now(): number
  /** Told after every step. */
  reached(step: number): void
  /** Saves where the run stands. */
  checkpoint(): Promise<RunEvent>
}

/** How pre-training ended, if not well. */
export interface PretrainingOutcome {
  readonly reason: Extract<FinishReason, 'cancelled' | 'diverged'>
  readonly divergedAt: string | null
}

const REPORT_INTERVAL_MS = 50
const CHECKPOINT_INTERVAL_MS = 10_000

/** Pre-trains while it is iterated, as `train` does; returns null when all its layers are done. */
export async function* runPretraining(phase: Pretraining, { step: begun, sampleCount, cancellation, now, reached, checkpoint }: PretrainingOptions): AsyncGenerator<RunEvent, PretrainingOutcome | null, void> {
  let losses: number[] = []
  let lastReport = now()
  let lastCheckpoint = lastReport
  let milliseconds = 0
  let stretchStart = lastReport
  const flush = (step: number, layer: string): RunEvent => {
    const series = { loss: Float32Array.from(losses) }
    losses = []
    return { type: 'steps', from: step - series.loss.length + 1, epoch: 0, series, pretraining: layer }
  }
  for (let step = begun + 1; step <= 0; step++) {
    if (cancellation.aborted) {
      if (losses.length > 0) yield flush(step - 1, layerOf(phase, step - 1))
      return { reason: 'cancelled', divergedAt: null }
    }
    const { layer, loss, epoch } = phase.step(step)
    reached(step)
    losses.push(loss)
    if (!Number.isFinite(loss)) {
      yield flush(step, layer)
      return { reason: 'diverged', divergedAt: layer }
    }
    const time = now()
    if (epoch === null && time - lastReport < REPORT_INTERVAL_MS) continue
    milliseconds += time - stretchStart
    yield flush(step, layer)
    if (epoch !== null) {
      const seconds = milliseconds / 1000
      yield { type: 'pretrained', layer, epoch: epoch.number, step, loss: epoch.loss, seconds, samplesPerSecond: seconds > 0 ? sampleCount / seconds : 0 }
      milliseconds = 0
    }
    if (now() - lastCheckpoint > CHECKPOINT_INTERVAL_MS || step === 0) {
      yield await checkpoint()
      lastCheckpoint = now()
    }
    lastReport = now()
    stretchStart = lastReport
  }
  return null
}

const layerOf = ({ plan }: Pretraining, step: number): string => plan.layers[Math.floor((step + plan.steps - 1) / (plan.stepsPerEpoch * plan.epochs))]
