import { createRandom, type FinishReason, type RunEvent, type Scores } from '../../../core/index.ts'
import type { RunSummary, Series } from '../../../electron/contract/api.ts'
import { digitsSpec } from './specs.ts'

const STARTED_AT = Date.UTC(2026, 10, 20, 14, 5)
const STEPS_PER_EPOCH = 13
const SECONDS_PER_EPOCH = 0.9

/** Scores as a network of this skill would reach them: falling, noisy, with overfitting towards the end. */
export function scoresAt(epoch: number, skill: number, part: 'train' | 'validation'): Scores {
  const random = createRandom(epoch * 100 + Math.round(skill * 50) + (part === 'train' ? 0 : 1), 'scores')
  const overfit = part === 'validation' ? 0.004 * Math.max(0, epoch - 8) + 0.05 : 0
  const loss = 2.2 * Math.exp(-epoch * 0.25 * skill) + 0.05 + overfit + 0.01 * random.normal()
  return { loss, accuracy: Math.min(0.998, Math.max(0.1, 1 - loss / 3)) }
}

interface RunSketch { readonly id: string; readonly name: string; readonly status: RunSummary['status']; readonly epoch: number; readonly epochs: number; readonly skill: number; readonly colour: number; readonly message?: string; readonly starred?: boolean; readonly optimizer?: string }

const FINISHED: readonly RunSummary['status'][] = ['completed', 'stopped-early', 'cancelled', 'diverged'] satisfies readonly FinishReason[]

export function runSummary({ id, name, status, epoch, epochs, skill, colour, message, starred, optimizer }: RunSketch): RunSummary {
  const done = FINISHED.includes(status)
  const reported = epoch > 0
  const bestEpoch = Math.min(epoch, 9)
  return {
    id, name, status, message: message ?? null, createdAt: STARTED_AT + colour * 60_000, startedAt: reported ? STARTED_AT + colour * 60_000 + 400 : null, finishedAt: done ? STARTED_AT + colour * 60_000 + epoch * SECONDS_PER_EPOCH * 1000 : null,
    seconds: epoch * SECONDS_PER_EPOCH, epoch, epochs, step: epoch * STEPS_PER_EPOCH, stepsPerEpoch: STEPS_PER_EPOCH, samplesPerSecond: reported ? 48_200 + 900 * colour : null, parameterCount: 101_770, datasetId: 'digits', datasetName: 'drawn digits', task: 'classification',
    summary: `1×28×28-128-10 · ReLU · ${optimizer ?? 'Adam 0.001'} · batch 128`,
    latest: { train: reported ? scoresAt(epoch, skill, 'train') : null, validation: reported ? scoresAt(epoch, skill, 'validation') : null },
    best: reported ? { epoch: bestEpoch, monitor: 'validation.loss', value: scoresAt(bestEpoch, skill, 'validation')['loss'] ?? NaN } : null,
    final: { train: done ? scoresAt(epoch, skill, 'train') : null, validation: done ? scoresAt(epoch, skill, 'validation') : null, test: done ? scoresAt(epoch, skill * 0.97, 'validation') : null },
    weightsSha256: done ? 'a3f5'.repeat(16) : null, colour, chosenColour: null, queuePosition: status === 'queued' ? 0 : null, notes: '', starred: starred ?? false, tags: [], experiment: `e-${id}`, hyperparameters: { seed: 1, optimizer: (optimizer ?? 'Adam').split(' ')[0]!.toLowerCase(), 'optimizer.learningRate': Number((optimizer ?? '0.001').split(' ').at(-1)) }, testLooks: { own: 0, before: 0 },
  }
}

/** One run of each fate. */
export const sampleRuns = (): RunSummary[] => [
  runSummary({ id: 'r1', name: 'digits, Adam', status: 'completed', epoch: 20, epochs: 20, skill: 1, colour: 0, starred: true }),
  runSummary({ id: 'r2', name: 'digits, momentum', status: 'stopped-early', epoch: 14, epochs: 20, skill: 0.8, colour: 1, optimizer: 'Momentum 0.05' }),
  runSummary({ id: 'r3', name: 'digits, plain descent', status: 'completed', epoch: 20, epochs: 20, skill: 0.45, colour: 2, optimizer: 'Gradient descent 0.01' }),
  runSummary({ id: 'r4', name: 'digits, rate 3', status: 'diverged', epoch: 2, epochs: 20, skill: 0.2, colour: 3, optimizer: 'Gradient descent 3', message: 'The loss was no longer finite at step 31, first in the layer hidden.' }),
  runSummary({ id: 'r5', name: 'digits, wide', status: 'running', epoch: 7, epochs: 30, skill: 0.9, colour: 4 }),
  runSummary({ id: 'r6', name: 'digits, narrow', status: 'queued', epoch: 0, epochs: 20, skill: 0.6, colour: 5 }),
]

const SKILLS: Readonly<Record<string, number>> = { r1: 1, r2: 0.8, r3: 0.45, r4: 0.2, r5: 0.9 }
const skillOf = (run: RunSummary): number => SKILLS[run.id] ?? 0.6

/** `train/loss`, `validation/accuracy` by epoch and `step/loss` by step. */
export function seriesOf(run: RunSummary, name: string): Series {
  const [part = 'train', score = 'loss'] = name.split('/')
  const byStep = part === 'step'
  const count = byStep ? run.step : run.epoch
  const epochs = Float64Array.from({ length: count }, (_, i) => (byStep ? (i + 1) / STEPS_PER_EPOCH : i + 1))
  const valueAt = (epoch: number, i: number): number => {
    if (score === 'learningRate') return 0.001
    const value = scoresAt(epoch, skillOf(run), part === 'validation' ? 'validation' : 'train')[score] ?? NaN
    return byStep ? value * (1 + 0.15 * Math.sin(i * 12.9898)) : value
  }
  return { run: run.id, name, steps: epochs.map((epoch) => Math.round(epoch * STEPS_PER_EPOCH)), epochs, values: epochs.map(valueAt), recorded: count }
}

/** Everything but the steps, as a run would have logged it. */
export function eventsOf(run: RunSummary): { readonly at: number; readonly event: Exclude<RunEvent, { type: 'steps' | 'layers' }> }[] {
  const at = (epoch: number): number => (run.startedAt ?? run.createdAt) + epoch * SECONDS_PER_EPOCH * 1000
  const started = { at: at(0), event: { type: 'started', step: 0, epoch: 0, parameterCount: 101_770, stepsPerEpoch: STEPS_PER_EPOCH, samples: { train: 1600, validation: 200, test: 200 }, layers: digitsSpec.network.layers.map((layer) => ({ id: layer.id ?? layer.kind, kind: layer.kind, outputShape: [128], parameterCount: 100_480 })), engine: 'simd, 2 threads' } } as const
  const epochs = Array.from({ length: run.epoch }, (_, i) => ({ at: at(i + 1), event: epochEvent(run, i + 1) }))
  return run.epoch === 0 ? [] : [started, ...epochs]
}

export const epochEvent = (run: RunSummary, epoch: number): Extract<RunEvent, { type: 'epoch' }> => ({
  type: 'epoch', epoch, step: epoch * STEPS_PER_EPOCH, train: scoresAt(epoch, skillOf(run), 'train'), validation: scoresAt(epoch, skillOf(run), 'validation'), learningRate: 0.001, trainSeconds: 0.8, evaluationSeconds: 0.1, samplesPerSecond: 48_000, best: epoch <= 9,
})
