import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { markTags, settleTags } from '../../electron/services/run-tags.ts'
import { fillWorkspace } from '../bench/scale-workspace.ts'
import { startServices } from '../support/services.ts'
import { temporaryFolder } from '../support/workspace.ts'

const RUNS = 240

async function manyRuns() {
  const workspace = temporaryFolder()
  await fillWorkspace(workspace, { runs: RUNS })
  const services = await startServices({ workspace })
  return { workspace, api: services.api, services }
}

describe('many runs', () => {
  test('are marked, thrown away, given back and deleted, and the disk has its space again', async () => {
    const { workspace, api, services } = await manyRuns()
    const all = await api.runs.list()
    expect(all).toHaveLength(RUNS)
    // Five seeds each: the same experiment, whatever the seed.
    expect(new Set(all.map(({ experiment }) => experiment)).size).toBe(RUNS / 5)
    expect(new Set(all.filter(({ experiment }) => experiment === all[0]!.experiment).map(({ hyperparameters }) => hyperparameters['seed']))).toEqual(new Set([1, 2, 3, 4, 5]))

    const announced: number[] = []
    services.listen((announcement, payload) => {
      if (announcement === 'runs.changed' && 'runs' in payload) announced.push(payload.runs.length)
    })
    const [a, b, c] = all.map(({ id }) => id)
    await api.runs.update(a!, { tags: ['  first  look ', 'Baseline', 'baseline', ''] })
    await api.runs.mark([a!, b!, c!], { starred: true, addTags: ['sweep'], removeTags: ['BASELINE'] })
    expect((await api.runs.list()).slice(0, 4).map(({ tags, starred }) => [...tags, starred])).toEqual([['first look', 'sweep', true], ['sweep', true], ['sweep', true], [false]])
    expect(announced).toEqual([1, 3])
    await api.runs.mark([a!, b!], { colour: 0 })
    expect((await api.runs.list()).slice(0, 2).map(({ colour, chosenColour }) => [colour, chosenColour])).toEqual([[0, 0], [0, 0]])
    for (const colour of [32, -1, 1.5]) await expect(api.runs.mark([a!], { colour })).rejects.toThrow(`a whole number from 0 to 31, or null for the run’s own, got ${colour}`)
    await expect(api.runs.update(a!, { colour: 99 })).rejects.toThrow('a whole number from 0 to 31')
    await expect(api.runs.update(a!, { tags: ['x'.repeat(41)] })).rejects.toThrow('a tag of at most 40 characters')

    const thrown = all.slice(0, 200).map(({ id }) => id)
    await api.runs.remove(thrown)
    await api.runs.restore(thrown.slice(0, 20))
    const trash = await api.runs.trash()
    expect(trash.map(({ run }) => run.id).sort()).toEqual(thrown.slice(20).sort())
    expect(trash.every(({ bytes }) => bytes > 1000)).toBe(true)

    const file = join(workspace, 'descent.sqlite')
    await api.runs.emptyTrash([]) // settles the write-ahead log, so that the file is what is stored
    const [before, few] = [statSync(file).size, thrown.slice(20, 22)]
    await api.runs.emptyTrash(few)
    expect((await api.runs.trash()).map(({ run }) => run.id)).not.toContain(few[0])
    const { freedBytes } = await api.runs.emptyTrash()
    expect(await api.runs.trash()).toEqual([])
    expect((await api.runs.list()).length).toBe(60)
    expect(freedBytes).toBeGreaterThan(0.5 * trash.reduce((sum, { bytes }) => sum + bytes, 0))
    expect(before - statSync(file).size).toBeGreaterThanOrEqual(freedBytes)
    expect(readdirSync(workspace)).toContain('descent.sqlite')
  })

  test('keep layouts of their table by name', async () => {
    const { api } = await startServices()
    const set = { name: 'rates', columns: ['name', 'optimizer.learningRate'], widths: { name: 240 }, sort: [{ key: 'name', descending: true }], group: 'seeds' }
    await api.runs.saveColumnSet(set)
    await api.runs.saveColumnSet({ ...set, name: 'all', group: null })
    await api.runs.saveColumnSet({ ...set, widths: {} })
    expect(await api.runs.columnSets()).toEqual([{ ...set, name: 'all', group: null }, { ...set, widths: {} }])
    await api.runs.removeColumnSet('all')
    expect((await api.runs.columnSets()).map(({ name }) => name)).toEqual(['rates'])
    await expect(api.runs.saveColumnSet({ ...set, name: ' ' })).rejects.toThrow('a name')
  })
})

describe('tags', () => {
  test('are settled: trimmed, each once, in their order', () => {
    expect(settleTags([' b ', 'a', 'B', '', 'two  words'])).toEqual(['b', 'a', 'two words'])
    expect(markTags(['a', 'b'], ['C', 'A'], ['B'])).toEqual(['a', 'C'])
  })
})
