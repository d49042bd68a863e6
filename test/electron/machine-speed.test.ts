import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { spiralsSpec, startServices, whenRun } from '../support/services.ts'
import { temporaryFolder } from '../support/workspace.ts'
import type { MachineSpeed } from '../../electron/contract/api.ts'

// Otherwise a busy machine chooses now this build of the engine, now another, and each has a speed of its own.
beforeEach(() => void vi.stubEnv('DESCENT_EXACT', '1'))
afterEach(() => void vi.unstubAllEnvs())

describe('the speed of the machine', () => {
  it('is measured once, told when it is known, and kept in the workspace', async () => {
    const workspace = temporaryFolder()
    const services = await startServices({ workspace })
    const told = new Promise<MachineSpeed>((resolve) => void services.listen((announcement, payload) => announcement === 'app.speedChanged' && resolve(payload as MachineSpeed)))
    expect((await services.api.app.speed()).speed).toBeNull()
    const { speed, machine, measuredAt } = await told
    expect(speed?.perDense).toBeGreaterThan(0)
    expect(machine).toMatch(/ · 1$/)
    await services.close()
    const again = await startServices({ workspace })
    expect(await again.api.app.speed()).toMatchObject({ speed, measuredAt })
    const other = await startServices({ workspace: temporaryFolder(), threads: 1 })
    expect((await other.api.app.speed()).speed).toBeNull()
  })

  it('remembers what runs took that had the machine to themselves', async () => {
    const services = await startServices({ parallelRuns: 1 })
    const run = await services.api.runs.start(spiralsSpec())
    await whenRun(services, run.id, 'completed')
    await expect.poll(async () => (await services.api.app.speed()).history.length, { timeout: 30_000 }).toBe(1)
    const { history: [timed] } = await services.api.app.speed()
    const { seconds, epoch } = (await services.api.runs.show(run.id)).run
    expect(timed).toMatchObject({ run: run.id, name: 'spirals', kind: 'dense' })
    expect(timed!.actual).toBeCloseTo(seconds / epoch, 6)
  })

  it('does not count runs that shared it', async () => {
    const services = await startServices({ parallelRuns: 2, threads: 2 })
    const both = await Promise.all([1, 2].map((seed) => services.api.runs.start(spiralsSpec({ seed, stop: { epochs: 400, early: null } }))))
    await Promise.all(both.map(({ id }) => whenRun(services, id, 'completed')))
    expect((await services.api.app.speed()).history).toEqual([])
  })
})
