import { describe, expect, test } from 'vitest'
import type { DesignState } from '../../electron/contract/api.ts'
import { startServices } from '../support/services.ts'
import { temporaryFolder } from '../support/workspace.ts'
import { digitsSpec, spiralsSpec } from '../support/fake/specs.ts'

const state = (part: Partial<DesignState> = {}): DesignState => ({ spec: digitsSpec, positions: {}, groups: [], text: null, ...part })

describe('designs', () => {
  test('outlive the process with their places, groups and unfinished text', async () => {
    const workspace = temporaryFolder()
    const first = await startServices({ workspace })
    expect(await first.api.designs.opened()).toBeNull()
    const whole = state({ positions: { hidden: { x: 10, y: 20 } }, groups: [{ id: 'g1', name: 'middle', members: ['hidden'], collapsed: true, parameters: [{ name: 'Width', targets: [{ layer: 'hidden', field: 'units' }] }] }], text: '{ "version": 1,' })
    await first.api.designs.save('a', whole, '784-128-10')
    await first.close()
    const { api } = await startServices({ workspace })
    expect(await api.designs.opened()).toEqual({ id: 'a', state: whole })
    expect(await api.designs.list()).toMatchObject([{ id: 'a', name: digitsSpec.name, summary: '784-128-10', network: digitsSpec.network, outputs: digitsSpec.outputs }])
  })

  test('are several: listed newest first, opened, renamed, thrown away and taken back', async () => {
    const { api: { designs } } = await startServices()
    await designs.save('a', state(), 'one')
    await new Promise((later) => setTimeout(later, 5))
    await designs.save('b', state({ spec: spiralsSpec }), 'two')
    expect((await designs.list()).map(({ id }) => id)).toEqual(['b', 'a'])
    expect(await designs.open('a')).toEqual(state())
    expect((await designs.opened())?.id).toBe('a')
    await designs.rename('b', 'other')
    expect((await designs.open('b')).spec.name).toBe('other')
    await designs.remove('a')
    expect((await designs.list()).map(({ name }) => name)).toEqual(['other'])
    await designs.restore('a')
    expect(await designs.list()).toHaveLength(2)
    await expect(designs.open('c')).rejects.toThrow('expected an experiment of the workspace, got "c"')
  })

  test('keep versions: at each training that changes something, and whenever one is named', async () => {
    const { api: { designs } } = await startServices()
    await designs.save('a', state(), '')
    const wider = state({ spec: { ...digitsSpec, seed: 2 } })
    await designs.keepVersion('a', { name: '', run: 'r1', state: state() })
    await designs.keepVersion('a', { name: '', run: 'r2', state: state({ positions: { out: { x: 1, y: 1 } } }) })
    await designs.keepVersion('a', { name: '', run: 'r3', state: wider })
    await designs.keepVersion('a', { name: 'as it was', run: null, state: wider })
    const kept = await designs.versions('a')
    expect(kept.map(({ name, run }) => [name, run])).toEqual([['', 'r1'], ['', 'r3'], ['as it was', null]])
    expect(kept[1]?.state).toEqual(wider)
    await designs.removeVersion(kept[1]!.id)
    expect((await designs.versions('a')).map(({ run }) => run)).toEqual(['r1', null])
    expect(await designs.versions('b')).toEqual([])
  })
})

describe('named groups of layers', () => {
  test('are stored by name, replaced and removed', async () => {
    const { api: { designs } } = await startServices()
    const block = { name: 'pair', layers: [{ id: 'a', kind: 'dense', inputs: ['input'] }], parameters: [] }
    await designs.saveBlock(block)
    await designs.saveBlock({ ...block, name: 'another' })
    await designs.saveBlock({ ...block, layers: [{ id: 'b', kind: 'flatten', inputs: ['input'] }] })
    expect((await designs.blocks()).map(({ name, layers }) => [name, layers[0]?.kind])).toEqual([['another', 'dense'], ['pair', 'flatten']])
    await designs.removeBlock('another')
    expect(await designs.blocks()).toHaveLength(1)
    await expect(designs.saveBlock({ ...block, name: ' ' })).rejects.toThrow('expected a name and at least one layer')
    await expect(designs.saveBlock({ ...block, layers: [] })).rejects.toThrow('at least one layer')
  })
})
