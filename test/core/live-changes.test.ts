import { describe, expect, it } from 'vitest'
import { addChange, liveFields, optimizers, SpecError, type Issue, readCheckpoint, regularizers, resolveExperiment, schedules, type AskedChange, type ChangeSpec, type LiveField, type RunEvent } from '../../core/index.ts'
import { prepare, runTraining, spiralsSpec, type Trained } from '../support/experiments.ts'

/** A clock that advances eleven seconds per look: a checkpoint after every step. */
const restlessClock = (): (() => number) => {
  let time = 0
  return () => (time += 11_000)
}
const changesOf = ({ events }: Trained) => events.flatMap((event) => (event.type === 'changed' ? [event] : []))

/** Something of every sort that may change. */
const richSpec = {
  ...spiralsSpec,
  network: { layers: [
    { id: 'noise', kind: 'gaussianNoise', standardDeviation: 0.05 },
    { id: 'h1', kind: 'dense', units: 10, activation: 'tanh', weightNoise: 0.02 },
    { id: 'drop', kind: 'dropout', rate: 0.2 },
    { id: 'out', kind: 'dense', units: 2 },
  ] },
  regularizers: [],
  stop: { epochs: 3 },
}
const AT = 8

/** Another value that is allowed. */
function otherValue({ hyperparameter, value }: LiveField): number {
  if (hyperparameter.kind !== 'float' && hyperparameter.kind !== 'int') throw new Error('Only numbers are live')
  const { max = Infinity, below = Infinity } = hyperparameter
  const candidates = hyperparameter.kind === 'int' ? [Number(value) + 3] : [Number(value) === 0 ? 0.1 : Number(value) / 2, Number(value) * 1.5]
  return candidates.find((candidate) => candidate <= max && candidate < below && candidate >= (hyperparameter.min ?? -Infinity) && candidate > (hyperparameter.above ?? -Infinity))!
}

/** The spec with a value written where it stands. */
function written(spec: object, path: string, value: unknown): object {
  const copy = structuredClone(spec) as Record<string, unknown>
  const steps = [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, position]) => name ?? Number(position))
  const last = steps.pop()!
  const place = steps.reduce<Record<string | number, unknown>>((node, step) => (node[step] = typeof node[step] === 'string' ? { kind: node[step] } : (node[step] ?? {})) as Record<string | number, unknown>, copy)
  place[last] = value
  return copy
}

/** Trains with a change at a step, and stops there and goes on with a spec that has the value from the start. */
async function bothWays(spec: object, path: string, value: unknown): Promise<{ changed: string; restarted: string; unchanged: string }> {
  const base = prepare(spec as never)
  const changed = await runTraining(prepare({ ...spec, changes: [{ step: AT, path, value }] } as never))
  const broken = await runTraining(base, { now: restlessClock(), stopAfter: (event) => event.type === 'checkpoint' && event.tag === 'last' && event.step === AT })
  const restarted = await runTraining(prepare(written(spec, path, value) as never), { resumeFrom: broken.checkpoints.get('last')! })
  const unchanged = await runTraining(base)
  return { changed: changed.finished!.weightsSha256, restarted: restarted.finished!.weightsSha256, unchanged: unchanged.finished!.weightsSha256 }
}

describe('a value that changes at a step', () => {
  const firstOrder = optimizers.kinds.filter((kind) => optimizers.get(kind).sort === undefined || optimizers.get(kind).sort === 'first-order')
  it.each(firstOrder)('is, for %s, what it would be had the run been resumed with it', async (kind) => {
    const spec = { ...richSpec, optimizer: { kind } }
    const fields = liveFields(prepare(spec as never).experiment).filter(({ path }) => path.startsWith('optimizer.'))
    expect(fields.length).toBeGreaterThan(0)
    for (const field of fields) {
      const { changed, restarted, unchanged } = await bothWays(spec, field.path, otherValue(field))
      expect(changed, field.path).toBe(restarted)
      // Limits and roundings may have no effect in so short a run; rates, momenta and decays have one.
      if (/learningRate|momentum|beta|rho|weightDecay|increase/.test(field.path)) expect(changed, field.path).not.toBe(unchanged)
    }
  })

  it.each(regularizers.kinds)('is so for %s, whose strength is written into programs', async (kind) => {
    const strengths = { l1: 0.01, l2: 0.01, elasticNet: 0.01, weightElimination: 0.01 } as Readonly<Record<string, number>>
    const limits = { clipNorm: 0.1, clipValue: 0.01, maxNorm: 0.5 } as Readonly<Record<string, number>>
    const spec = { ...richSpec, regularizers: [{ kind, ...(strengths[kind] === undefined ? { limit: limits[kind] } : { strength: strengths[kind] }) }] }
    for (const field of liveFields(prepare(spec as never).experiment).filter(({ path }) => path.startsWith('regularizers'))) {
      const { changed, restarted, unchanged } = await bothWays(spec, field.path, otherValue(field))
      expect(changed, field.path).toBe(restarted)
      expect(changed, field.path).not.toBe(unchanged)
    }
  })

  it('is so for noise and dropout of layers, and for turning dropout off and on', async () => {
    for (const [path, value] of [['network.layers[0].standardDeviation', 0], ['network.layers[1].weightNoise', 0.3], ['network.layers[2].rate', 0], ['network.layers[2].rate', 0.6]] as const) {
      const { changed, restarted, unchanged } = await bothWays(richSpec, path, value)
      expect(changed, path).toBe(restarted)
      expect(changed, path).not.toBe(unchanged)
    }
  })

  it('is so for the epochs, over which schedules are laid out anew', async () => {
    for (const schedule of [{ kind: 'constant' }, { kind: 'cosine' }]) {
      const { changed, restarted, unchanged } = await bothWays({ ...richSpec, schedule }, 'stop.epochs', 5)
      expect(changed).toBe(restarted)
      expect(changed).not.toBe(unchanged)
    }
  })

  it('is so for what a schedule that watches the run goes by', async () => {
    const spec = { ...richSpec, optimizer: { kind: 'sgd', learningRate: 0.5 }, schedule: { kind: 'reduceOnPlateau', patience: 1, minDelta: 0.5 }, stop: { epochs: 6 } }
    const { changed, restarted, unchanged } = await bothWays(spec, 'schedule.factor', 0.5)
    expect(changed).toBe(restarted)
    expect(changed).not.toBe(unchanged)
    expect(liveFields(prepare(spec as never).experiment).some(({ path }) => path === 'schedule.patience')).toBe(true)
  })

  it('ends a run that is longer than it is to be at the end of the epoch under way', async () => {
    const { finished, events } = await runTraining(prepare({ ...richSpec, changes: [{ step: AT, path: 'stop.epochs', value: 1 }] } as never))
    expect(finished).toMatchObject({ epoch: 2, reason: 'completed' })
    expect(changesOf({ events } as Trained)[0]).toMatchObject({ step: AT, epoch: 1, changes: [{ path: 'stop.epochs', from: 3, to: 2 }] })
  })

  it('is reported once, with what was before, and the rate of each step from there on', async () => {
    const { events } = await runTraining(prepare({ ...richSpec, changes: [{ step: 10, path: 'optimizer.learningRate', value: 0.002 }, { step: 3, path: 'optimizer.beta1', value: 0.5 }] } as never))
    expect(changesOf({ events } as Trained)).toEqual([
      { type: 'changed', step: 3, epoch: 0, changes: [{ path: 'optimizer.beta1', from: 0.9, to: 0.5 }] },
      { type: 'changed', step: 10, epoch: 1, changes: [{ path: 'optimizer.learningRate', from: 0.01, to: 0.002 }] },
    ])
    expect(events.findLast((event) => event.type === 'epoch')).toMatchObject({ learningRate: 0.002 })
  })
})

describe('a change that is asked for while a run trains', () => {
  /** Asks at the first look after so many events, as somebody at a window does. */
  function asking(after: number, changes: readonly AskedChange[]): { stopAfter: (event: RunEvent) => boolean; takeChanges: () => readonly AskedChange[] } {
    let seen = 0
    let waiting = changes
    return {
      stopAfter: () => { seen++; return false },
      takeChanges() {
        if (seen < after) return []
        const taken = waiting
        waiting = []
        return taken
      },
    }
  }
  const asked = [{ path: 'optimizer.learningRate', value: 0.003 }, { path: 'network.layers[2].rate', value: 0.4 }]

  it('makes the same run again from the spec it leaves, also when it was killed and resumed', async () => {
    const prepared = prepare({ ...richSpec, changes: [{ step: 15, path: 'optimizer.beta1', value: 0.8 }] } as never)
    const live = await runTraining(prepared, { now: restlessClock(), ...asking(12, asked) })
    const steps = changesOf(live).map(({ step }) => step)
    const kept = changesOf(live).flatMap(({ step, changes }) => changes.map(({ path, to }): ChangeSpec => ({ step, path, value: to }))).reduce(addChange, [] as readonly ChangeSpec[])
    expect(steps).toHaveLength(2)
    const again = prepare({ ...richSpec, changes: kept } as never)
    expect((await runTraining(again)).finished!.weightsSha256).toBe(live.finished!.weightsSha256)
    for (const stopAt of [1, steps[0]! - 1, steps[0]!, steps[0]! + 1, steps[1]!, 17]) {
      const broken = await runTraining(again, { now: restlessClock(), stopAfter: (event) => event.type === 'checkpoint' && event.tag === 'last' && event.step === stopAt })
      expect(readCheckpoint(broken.checkpoints.get('last')!).position.step).toBe(stopAt)
      const resumed = await runTraining(again, { resumeFrom: broken.checkpoints.get('last')! })
      expect(resumed.finished!.weightsSha256, `killed at ${stopAt}`).toBe(live.finished!.weightsSha256)
      // What holds since before the checkpoint is not reported again, what is changed there is.
      expect(changesOf(resumed).map(({ step }) => step)).toEqual(steps.filter((step) => step >= stopAt))
    }
  })
})

describe('what may not change', () => {
  function problems(spec: object): readonly Issue[] {
    try {
      prepare({ ...richSpec, ...spec } as never)
      return []
    } catch (error) {
      if (error instanceof SpecError) return error.issues
      throw error
    }
  }

  it.each([
    ['a path that is none', [{ step: 1, path: 'optimizer.learningrate', value: 1 }], 'changes[0].path', 'did you mean "optimizer.learningRate"?'],
    ['a value that is fixed from the start', [{ step: 1, path: 'batches.size', value: 4 }], 'changes[0].path', 'start a new run for other values'],
    ['a value out of bounds', [{ step: 1, path: 'optimizer.beta1', value: 1 }], 'changes[0].value', undefined],
    ['a value of another type', [{ step: 1, path: 'stop.epochs', value: 2.5 }], 'changes[0].value', undefined],
    ['no value', [{ step: 1, path: 'stop.epochs' }], 'changes[0].value', undefined],
    ['a step that is none', [{ step: -1, path: 'stop.epochs', value: 2 }], 'changes[0].step', undefined],
    ['another field', [{ step: 1, path: 'stop.epochs', value: 2, when: 3 }], 'changes[0].when', undefined],
    ['something else', 3, 'changes', undefined],
  ])('%s is refused with one problem', (_what, changes, path, fix) => {
    const found = problems({ changes })
    expect(found.map((issue) => [issue.path, issue.fix?.en])).toEqual([[path, fix]])
  })

  it('a full-batch method keeps all but when it ends, and says why', () => {
    const spec = { optimizer: { kind: 'lBfgs' }, batches: { size: 'full' }, network: { layers: [{ id: 'out', kind: 'dense', units: 2 }] } }
    const [issue] = problems({ ...spec, changes: [{ step: 1, path: 'optimizer.learningRate', value: 1 }] })
    expect(issue!.expected.en).toContain('stop.epochs: L-BFGS minimises one function')
    expect(problems({ ...spec, changes: [{ step: 1, path: 'stop.epochs', value: 5 }] })).toEqual([])
  })

  it('an ensemble keeps all, and says why', () => {
    const [issue] = problems({ ensemble: { kind: 'seeds', members: 2 }, changes: [{ step: 1, path: 'stop.epochs', value: 5 }] })
    expect(issue).toMatchObject({ path: 'changes', fix: { en: 'leave them out, or train a single network' } })
    expect(liveFields(prepare({ ...richSpec, ensemble: { kind: 'seeds', members: 2 } } as never).experiment)).toEqual([])
  })

  it('is not in the completed spec, which has the others in their order', () => {
    const { spec, data } = prepare({ ...richSpec, changes: [{ step: 9, path: 'stop.epochs', value: 5 }, { step: 2, path: 'optimizer.beta2', value: 0.9 }] } as never).experiment
    expect(spec.changes).toEqual([{ step: 2, path: 'optimizer.beta2', value: 0.9 }, { step: 9, path: 'stop.epochs', value: 5 }])
    expect(resolveExperiment(spec, data).spec).toEqual(spec)
    expect(prepare(richSpec).experiment.spec).not.toHaveProperty('changes')
  })

  it('is neither a schedule that follows a plan nor a choice', () => {
    const live = schedules.kinds.filter((kind) => Object.values(schedules.get(kind).hyperparameters).some((hyperparameter) => hyperparameter.live === true))
    expect(live).toEqual(['reduceOnPlateau'])
  })
})
