import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { descent, startDescent } from '../support/command-line.ts'
import { spiralsSpec } from '../support/services.ts'
import { temporaryFolder } from '../support/workspace.ts'

test('an ensemble that is killed after its first member ends with the weights of one that was left alone', async () => {
  const folder = temporaryFolder()
  const spec = join(folder, 'spec.json')
  const epochs = 4000
  writeFileSync(spec, JSON.stringify(spiralsSpec({ stop: { epochs, early: null }, ensemble: { kind: 'bagging', members: 3 } })))
  const here = ['--workspace', join(folder, 'workspace'), '--json']
  const killed = startDescent('run', spec, ...here)
  await killed.says(/epoch/)
  const reached = async (): Promise<number> => (JSON.parse((await descent('runs', ...here)).stdout) as [{ epoch: number }])[0].epoch
  await expect.poll(reached, { timeout: 60_000, interval: 50 }).toBeGreaterThan(epochs)
  killed.child.kill('SIGKILL')
  expect((await killed.ended).code).toBeNull()
  const [{ id, epoch, status }] = JSON.parse((await descent('runs', ...here)).stdout) as [{ id: string; epoch: number; status: string }]
  expect(status).toBe('interrupted')
  expect(epoch).toBeGreaterThan(epochs)
  expect(epoch).toBeLessThan(3 * epochs)
  const ended = await startDescent('resume', id, ...here).ended
  expect(ended.code, ended.stderr).toBe(0)
  const [resumed, alone] = [ended.stdout, (await descent('run', spec, ...here)).stdout].map((json) => JSON.parse(json) as { run: string; weightsSha256: string; steps: number; final: object })
  expect([resumed!.weightsSha256, resumed!.steps, resumed!.final]).toEqual([alone!.weightsSha256, alone!.steps, alone!.final])
  const members = async (run: string): Promise<unknown[]> => (JSON.parse((await descent('show', run, ...here)).stdout) as { events: { event: { type: string } }[] }).events.map(({ event }) => event).filter(({ type }) => type === 'member')
  expect(await members(resumed!.run)).toEqual(await members(alone!.run))
}, 120_000)

/** Long enough to be caught in the middle on any machine. */
const EPOCHS = 6000

test('a run that is interrupted, then killed, ends with the weights of one that was left alone', async () => {
  const folder = temporaryFolder()
  const spec = join(folder, 'spec.json')
  writeFileSync(spec, JSON.stringify(spiralsSpec({ stop: { epochs: EPOCHS, early: null } })))
  const here = ['--workspace', join(folder, 'workspace'), '--json']

  const interrupted = startDescent('run', spec, ...here)
  await interrupted.says(/epoch/)
  interrupted.child.kill('SIGINT')
  const first = await interrupted.ended
  expect(first.code).toBe(130)
  const { run, status, epochs } = JSON.parse(first.stdout) as { run: string; status: string; epochs: number }
  expect(status).toBe('interrupted')
  expect(epochs).toBeLessThan(EPOCHS)
  expect(first.stderr).toContain(`descent resume ${run} continues.`)

  const killed = startDescent('resume', run, ...here)
  await killed.says(/epoch/)
  killed.child.kill('SIGKILL')
  expect((await killed.ended).code).toBeNull()
  // Nobody writes any more, so a reader is told the truth.
  expect(JSON.parse((await descent('runs', ...here)).stdout)).toMatchObject([{ id: run, status: 'interrupted' }])

  const resumed = startDescent('resume', run, ...here)
  const whole = await resumed.ended.then(async (ended) => {
    expect(ended.code, ended.stderr).toBe(0)
    return { resumed: JSON.parse(ended.stdout) as { weightsSha256: string; steps: number }, alone: JSON.parse((await descent('run', spec, ...here)).stdout) as { weightsSha256: string; steps: number; run: string } }
  })
  expect(whole.resumed.weightsSha256).toBe(whole.alone.weightsSha256)
  expect(whole.resumed.steps).toBe(whole.alone.steps)
}, 120_000)
