import { describe, expect, test } from 'vitest'
import type { AnnotationsChange } from '../../electron/contract/api.ts'
import { spiralsSpec, startServices, whenRun } from '../support/services.ts'
import { temporaryFolder } from '../support/workspace.ts'

async function withData(workspace = temporaryFolder()) {
  const services = await startServices({ workspace })
  const { id } = await services.api.datasets.generate({ kind: 'spirals', samples: 50 }, 1)
  return { ...services, id }
}

describe('tags and notes', () => {
  test('are kept by data set, announced, and given back in place of what there was', async () => {
    const workspace = temporaryFolder()
    const { api, id, listen, close } = await withData(workspace)
    const announced: AnnotationsChange[] = []
    listen((announcement, payload) => void (announcement === 'annotations.changed' && announced.push(payload as AnnotationsChange)))
    expect(await api.annotations.put(id, [{ sample: 7, tags: [' blurred', 'odd', 'blurred', ''], note: ' look again ' }, { sample: 3, tags: ['odd'], note: '' }])).toEqual([{ sample: 7, tags: [], note: '' }, { sample: 3, tags: [], note: '' }])
    const first = [{ sample: 3, tags: ['odd'], note: '' }, { sample: 7, tags: ['blurred', 'odd'], note: 'look again' }]
    expect(await api.annotations.list(id)).toEqual(first)
    expect(announced).toEqual([{ dataset: id, annotations: [first[1], first[0]] }])
    const before = await api.annotations.put(id, [{ sample: 3, tags: [], note: '' }, { sample: 7, tags: ['odd'], note: '' }])
    expect(await api.annotations.list(id)).toEqual([{ sample: 7, tags: ['odd'], note: '' }])
    await api.annotations.put(id, before)
    expect(await api.annotations.list(id)).toEqual(first)
    await close()
    const again = await startServices({ workspace })
    expect(await again.api.annotations.list(id)).toEqual(first)
    await again.api.datasets.remove(id)
    await again.api.datasets.emptyTrash()
    await expect(again.api.annotations.list(id)).rejects.toThrow('a stored data set')
    await again.api.datasets.generate({ kind: 'spirals', samples: 50 }, 1)
    expect(await again.api.annotations.list(id)).toEqual([])
  })

  test('what cannot be kept is refused, and nothing of it is', async () => {
    const { api, id } = await withData()
    const put = (sample: number, tag: string, note = '') => api.annotations.put(id, [{ sample: 0, tags: ['fine'], note: '' }, { sample, tags: [tag], note }])
    await expect(put(50, 'odd')).rejects.toThrow('sample: expected a position from 0 to 49, got 50')
    await expect(put(1.5, 'odd')).rejects.toThrow('got 1.5')
    await expect(put(1, 'x'.repeat(41))).rejects.toThrow('tags: expected at most 40 letters')
    await expect(put(1, 'odd', 'x'.repeat(10_001))).rejects.toThrow('note: expected at most 10000 letters')
    await expect(api.annotations.put('nobody', [])).rejects.toThrow('nobody')
    expect(await api.annotations.list(id)).toEqual([])
  })

  test('choose the samples of a list, right ones among them, within the part that is looked at', async () => {
    const services = await startServices()
    const { api } = services
    const run = await whenRun(services, (await api.runs.start(spiralsSpec())).id, 'completed')
    const everything = await api.analysis.predictions({ run: run.id, part: 'validation', scope: 'all', order: 'index' })
    const { sampleCount, errors } = await api.analysis.confusion({ run: run.id, part: 'validation' })
    expect(everything.indices).toHaveLength(sampleCount)
    const isWrong = [...everything.indices.keys()].map((row) => (everything.outputs[2 * row + 1]! > everything.outputs[2 * row]! ? 1 : 0) !== everything.targets[row])
    expect(isWrong.filter(Boolean)).toHaveLength(errors)
    const train = await api.analysis.predictions({ run: run.id, part: 'train', scope: 'all', order: 'index' })
    const [right, wrong, elsewhere] = [everything.indices[isWrong.indexOf(false)]!, everything.indices[isWrong.indexOf(true)]!, train.indices[0]!]
    await api.annotations.put(run.datasetId!, [right, wrong, elsewhere].map((sample) => ({ sample, tags: ['odd'], note: sample === wrong ? 'why?' : '' })))
    const page = { offset: 0, limit: 10, order: 'index' } as const
    const tagged = await api.analysis.mistakes({ run: run.id, part: 'validation', among: { tag: 'odd' }, ...page })
    expect([...tagged.samples.indices]).toEqual([right, wrong].sort((a, b) => a - b))
    expect([...(await api.analysis.mistakes({ run: run.id, part: 'validation', among: { tag: 'odd' }, scope: 'mistakes', ...page })).samples.indices]).toEqual([wrong])
    expect([...(await api.analysis.predictions({ run: run.id, part: 'validation', among: { noted: true }, order: 'loss' })).indices]).toEqual([wrong])
    expect([...(await api.analysis.predictions({ run: run.id, part: 'train', among: { samples: [elsewhere, right] }, order: 'loss' })).indices]).toEqual([elsewhere])
  })
})
