import { expect, test } from 'vitest'
import type { EmbeddingProgress, EmbeddingRequest } from '../../electron/contract/api.ts'
import { spiralsSpec, startServices, whenRun } from '../support/services.ts'

test('a map of samples says how far it is and what the network makes of each sample, and can be cancelled', async () => {
  const services = await startServices()
  const { api, listen } = services
  const run = await whenRun(services, (await api.runs.start(spiralsSpec({ dataset: { kind: 'spirals', samples: 3000 }, stop: { epochs: 1, early: null } }))).id, 'completed')
  const request = (changes: Partial<EmbeddingRequest> = {}): EmbeddingRequest => ({ run: run.id, part: 'validation', layer: 'h', method: 'umap', samples: 60, perplexity: 10, neighbours: 8, seed: 3, ...changes })
  const progress: EmbeddingProgress[] = []
  listen((announcement, payload) => void (announcement === 'analysis.progressed' && progress.push(payload as EmbeddingProgress)))

  const [map, list] = [await api.analysis.embed(request(), 'map'), await api.analysis.predictions({ run: run.id, part: 'validation', scope: 'all', order: 'index' })]
  expect(map.places).toHaveLength(120)
  expect(map.places.every(Number.isFinite)).toBe(true)
  expect(map.sampleCount).toBe(list.indices.length)
  expect(map.variances).toBeNull()
  map.indices.forEach((index, row) => {
    const at = list.indices.indexOf(index)
    expect([map.targets[row], map.losses[row], map.outputs[2 * row]]).toEqual([list.targets[at], list.losses[at], list.outputs[2 * at]])
  })
  expect(new Set(progress.map(({ task }) => task))).toEqual(new Set(['map']))
  expect(progress.map(({ step }) => step)).toContain('neighbours')
  const shares = progress.map(({ share }) => share)
  expect(shares).toEqual(shares.toSorted((a, b) => a - b))

  const long = api.analysis.embed(request({ part: 'train', method: 'tSne', samples: 2500, perplexity: 30 }), 'long')
  long.catch(() => {})
  await expect.poll(() => progress.some(({ task }) => task === 'long'), { timeout: 30_000 }).toBe(true)
  await api.analysis.cancel('long')
  await expect(long).rejects.toMatchObject({ name: 'CancelledError' })
})
