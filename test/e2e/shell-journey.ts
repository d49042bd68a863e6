import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import type { Bridge, Reply } from '../../electron/contract/bridge.ts'

const SPEC = {
  version: 1,
  name: 'journey',
  dataset: { kind: 'spirals', samples: 200 },
  network: { layers: [{ id: 'h', kind: 'dense', units: 8, activation: 'tanh' }, { id: 'out', kind: 'dense', units: 2 }] },
  outputs: [{ from: 'out', loss: 'softmaxCrossEntropy' }],
  optimizer: { kind: 'adam' },
  stop: { epochs: 20 },
}

/** What every shell must do, whatever its window is made of: draw, answer, train, announce, and let nothing foreign in. */
export async function shellJourney(page: Page): Promise<void> {
  await page.waitForFunction(() => (document.querySelector('#app')?.childElementCount ?? 0) > 0)
  const info = await page.evaluate(() => (globalThis as unknown as { descent: Bridge }).descent.invoke('app.info', []))
  assert.equal(info.ok && (info.value as { host: string }).host, 'electron')

  const run = await page.evaluate(trainInPage, SPEC)
  assert.equal(run.status, 'completed')
  assert.equal(run.values, 'Float64Array')
  assert.equal(run.recorded, run.steps)

  assert.equal(await page.evaluate(runInlineScript), 'refused')
  assert.equal(await page.evaluate(() => typeof (globalThis as unknown as { require?: unknown }).require), 'undefined')
}

/** Starts a run and waits for its end as the window does; tells what came. */
async function trainInPage(spec: unknown): Promise<{ status: string; values: string; recorded: number; steps: number }> {
  const { descent } = globalThis as unknown as { descent: Bridge }
  const ask = async <T>(channel: string, ...args: unknown[]): Promise<T> => {
    const reply: Reply = await descent.invoke(channel, args)
    if (!reply.ok) throw new Error(reply.error.message)
    return reply.value as T
  }
  const ended = new Promise<{ id: string; status: string; step: number }>((resolve) => {
    descent.listen('runs.changed', (payload) => {
      const [run] = (payload as { runs: { id: string; status: string; step: number; finishedAt: number | null }[] }).runs
      if (run !== undefined && run.finishedAt !== null) resolve(run)
    })
  })
  await ask('runs.start', spec)
  const { id, status, step } = await ended
  const [series] = await ask<{ values: object; recorded: number }[]>('runs.series', { runs: [id], names: ['step/loss'], maximumPoints: 100 })
  return { status, values: Object.prototype.toString.call(series!.values).slice(8, -1), recorded: series!.recorded, steps: step }
}

function runInlineScript(): string {
  const script = document.createElement('script')
  script.textContent = 'globalThis.ranInline = true'
  document.head.append(script)
  return (globalThis as unknown as { ranInline?: boolean }).ranInline === true ? 'ran' : 'refused'
}
