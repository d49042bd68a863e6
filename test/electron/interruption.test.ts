import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { descent, startDescent } from '../support/command-line.ts'
import { spiralsSpec } from '../support/services.ts'
import { temporaryFolder } from '../support/workspace.ts'

/** Long enough to be caught in the middle on any machine. */
const EPOCHS = 12_000

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
