import { describe, expect, it } from 'vitest'
import { describeExperiment, plannedRates, schedules, type RunEvent } from '../../core/index.ts'
import { prepare, runTraining, spiralsSpec } from '../support/experiments.ts'

/** 84 training samples in 6 steps an epoch. */
const STEPS_PER_EPOCH = 6
const withStop = (stop: object, more: object = {}) => ({ ...spiralsSpec, ...more, stop })

describe('a budget of steps', () => {
  it('ends with the weights of as many steps, and lays schedules out over them', async () => {
    const schedule = { schedule: { kind: 'cosine' } }
    const short = await runTraining(prepare(withStop({ epochs: 2 }, schedule)))
    const limited = await runTraining(prepare(withStop({ epochs: 50, steps: 2 * STEPS_PER_EPOCH }, schedule)))
    expect(short.finished).toMatchObject({ reason: 'completed', step: 2 * STEPS_PER_EPOCH })
    expect(limited.finished).toMatchObject({ reason: 'stopped-early', cause: 'steps', step: 2 * STEPS_PER_EPOCH, epoch: 2, weightsSha256: short.finished!.weightsSha256 })
    // A whole epoch is judged like the others.
    expect(limited.events.filter(({ type }) => type === 'epoch')).toHaveLength(2)
  })

  it('ends in the middle of an epoch too, and is scored', async () => {
    const { finished, events } = await runTraining(prepare(withStop({ epochs: 50, steps: 8 })))
    expect(finished).toMatchObject({ cause: 'steps', step: 8, epoch: 1 })
    expect(finished!.final.validation!['loss']).toBeGreaterThan(0)
    expect(events.filter(({ type }) => type === 'epoch')).toHaveLength(1)
  })

  it('is the same when the run was interrupted, and does not go on once it has ended', async () => {
    const prepared = prepare(withStop({ epochs: 50, steps: 15 }))
    const whole = await runTraining(prepared)
    const isMiddle = (event: RunEvent): boolean => event.type === 'checkpoint' && event.tag === 'last'
    const cut = await runTraining(prepared, { now: ticking(3000), stopAfter: isMiddle })
    const resumed = await runTraining(prepared, { resumeFrom: cut.checkpoints.get('last')! })
    expect(cut.finished).toBeNull()
    expect(resumed.finished).toMatchObject({ cause: 'steps', step: 15, weightsSha256: whole.finished!.weightsSha256 })
    const again = await runTraining(prepared, { resumeFrom: whole.checkpoints.get('last')! })
    expect(again.finished).toMatchObject({ cause: 'steps', step: 15, weightsSha256: whole.finished!.weightsSha256 })
  })

  it('that is larger than the run changes nothing', async () => {
    const plain = await runTraining(prepare(spiralsSpec))
    const limited = await runTraining(prepare(withStop({ epochs: 6, steps: 6 * STEPS_PER_EPOCH })))
    expect(limited.finished).toMatchObject({ reason: 'completed', weightsSha256: plain.finished!.weightsSha256 })
    expect(limited.finished).not.toHaveProperty('cause')
  })

  it('is drawn with the schedule', () => {
    const cosine = schedules.resolve({ kind: 'cosine' }, 'schedule', [])!
    const run = { learningRate: 1, stepsPerEpoch: 10 }
    expect(plannedRates(cosine, { ...run, epochs: 9, steps: 30 })).toEqual(plannedRates(cosine, { ...run, epochs: 3 }))
  })
})

describe('a budget of seconds', () => {
  it('is the only one that time decides, and can be repeated by its steps', async () => {
    const limited = await runTraining(prepare(withStop({ epochs: 1000, seconds: 2 })), { now: ticking(20) })
    expect(limited.finished).toMatchObject({ reason: 'stopped-early', cause: 'seconds' })
    const { step, weightsSha256 } = limited.finished!
    expect(step).toBeGreaterThan(STEPS_PER_EPOCH)
    expect(step).toBeLessThan(200)
    const repeated = await runTraining(prepare(withStop({ epochs: 1000, steps: step })))
    expect(repeated.finished).toMatchObject({ step, weightsSha256 })
  })

  it('counts what was spent before an interruption', async () => {
    const prepared = prepare(withStop({ epochs: 1000, seconds: 60 }))
    const whole = await runTraining(prepared, { now: ticking(1000) })
    const cut = await runTraining(prepared, { now: ticking(1000), stopAfter: (event) => event.type === 'checkpoint' })
    const resumed = await runTraining(prepared, { now: ticking(1000), resumeFrom: cut.checkpoints.get('last')! })
    // The clock is read a few times more or less around the interruption.
    expect(Math.abs(resumed.finished!.step - whole.finished!.step)).toBeLessThan(6)
  })
})

describe('a budget in a spec', () => {
  const issuesOf = (stop: object, more: object = {}): readonly string[] => describeExperiment(withStop(stop, more), null).issues.map(({ path, received }) => `${path} ${received}`)

  it('may be left out, as null too, and is checked like other fields', () => {
    expect(issuesOf({ epochs: 3, steps: null, seconds: null })).toEqual([])
    expect(issuesOf({ epochs: 3, steps: 0 })).toEqual(['stop.steps 0'])
    expect(issuesOf({ epochs: 3, seconds: -1 })).toEqual(['stop.seconds -1'])
    expect(prepare(withStop({ epochs: 3, steps: null })).experiment.spec.stop).toEqual({ epochs: 3, early: null })
    expect(prepare(withStop({ epochs: 3, steps: 7 })).experiment.spec.stop).toEqual({ epochs: 3, steps: 7, early: null })
  })

  it('is refused for chains, which need all of their samples', () => {
    const chain = { ensemble: { kind: 'hamiltonianMonteCarlo' }, regularizers: [], network: { layers: [{ id: 'out', kind: 'dense', units: 2 }] }, batches: { size: 'full' } }
    expect(issuesOf({ epochs: 3, steps: 10 }, chain)).toEqual(expect.arrayContaining(['stop.steps 10']))
  })
})

/** A clock that goes on by so many milliseconds each time it is read. */
function ticking(milliseconds: number): () => number {
  let time = 0
  return () => (time += milliseconds)
}
