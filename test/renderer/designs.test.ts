import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { DesignVersion } from '../../electron/contract/api.ts'
import { api, connect } from '../../renderer/api/client.ts'
import { carryGroups } from '../../renderer/network-editor/model/layer-groups.ts'
import { sketchNetwork } from '../../renderer/network-editor/model/sketch-network.ts'
import { useDatasets } from '../../renderer/stores/datasets.ts'
import { useDesigns } from '../../renderer/stores/designs.ts'
import { useExperiment } from '../../renderer/stores/experiment.ts'
import { versionChanges } from '../../renderer/views/design/designs/version-words.ts'
import { sampleNetwork } from '../../renderer/views/design/templates/template-data.ts'
import { templates } from '../../core/index.ts'
import { createFakeHost } from '../support/fake-api.ts'
import { digitsSpec, spiralsSpec } from '../support/fake/specs.ts'

beforeEach(() => {
  connect(createFakeHost().bridge)
  setActivePinia(createPinia())
})

async function opened() {
  const experiment = useExperiment()
  await useDatasets().open()
  await experiment.load()
  return { experiment, designs: useDesigns() }
}
const renamed = (name: string) => (spec: typeof digitsSpec) => ({ ...spec, name })

describe('several designs', () => {
  it('stay in the workspace when another is opened, each with its last state; undo goes back through them', async () => {
    const { experiment, designs } = await opened()
    experiment.change('rename', renamed('first, edited'))
    experiment.open(spiralsSpec, 'open')
    experiment.change('rename', renamed('second, edited'))
    await designs.load()
    expect(designs.all.map(({ name }) => name).toSorted()).toEqual(['first, edited', 'second, edited'])
    experiment.undo()
    experiment.undo()
    expect(experiment.spec?.name).toBe('first, edited')
    expect(experiment.designId).toBe('first')
    await designs.load()
    // The design that was left by undo has the state that undo showed last.
    expect(designs.all.map(({ name }) => name).toSorted()).toEqual(['first, edited', 'two spirals'])
    experiment.redo()
    experiment.redo()
    expect(experiment.spec?.name).toBe('second, edited')
  })

  it('are switched, renamed, duplicated and thrown away; the one shown makes room for another', async () => {
    const { experiment, designs } = await opened()
    experiment.open(spiralsSpec, 'open')
    await designs.load()
    const second = experiment.designId!
    await designs.open('first', 'switch')
    expect(experiment.spec?.name).toBe(digitsSpec.name)
    await designs.rename(second, 'curls', 'rename')
    await designs.rename('first', 'digits', 'rename')
    expect(experiment.spec?.name).toBe('digits')
    expect(designs.all.map(({ name }) => name).toSorted()).toEqual(['curls', 'digits'])
    await designs.duplicate('first', 'digits (copy)', 'duplicate')
    expect(experiment.spec).toEqual({ ...digitsSpec, name: 'digits (copy)' })
    expect(designs.all).toHaveLength(3)
    const copy = experiment.designId!
    await designs.remove(copy, 'remove')
    expect(experiment.designId).not.toBe(copy)
    expect(designs.all).toHaveLength(2)
    await designs.restore(copy)
    expect(designs.all).toHaveLength(3)
  })

  it('keep versions that come back as a step', async () => {
    const { experiment, designs } = await opened()
    await experiment.keepVersion('start', null)
    experiment.change('narrow', (spec) => ({ ...spec, optimizer: { kind: 'sgd', learningRate: 0.1 } }))
    experiment.write('text', '{ unfinished', null, 'json')
    const [version] = await designs.versions()
    experiment.restoreVersion('restore', version!)
    expect(experiment.spec).toEqual(digitsSpec)
    expect(experiment.text).toBeNull()
    experiment.undo()
    expect(experiment.spec?.optimizer.kind).toBe('sgd')
    expect(experiment.text).toBe('{ unfinished')
  })

  it('keep an unfinished text over a restart', async () => {
    vi.useFakeTimers()
    const { experiment } = await opened()
    experiment.write('text', '{ "seed": 1,', null, 'json')
    await vi.advanceTimersByTimeAsync(1000)
    vi.useRealTimers()
    setActivePinia(createPinia())
    const again = useExperiment()
    await again.load()
    expect(again.text).toBe('{ "seed": 1,')
    expect(again.spec).toEqual(digitsSpec)
    expect((await api.designs.opened())?.state.text).toBe('{ "seed": 1,')
  })
})

describe('a version', () => {
  it('says what it changed', () => {
    const version = (id: number, spec: typeof digitsSpec): DesignVersion => ({ id, name: '', run: null, createdAt: 0, state: { spec, positions: {}, groups: [], text: null } })
    const words = ({ state: { spec } }: DesignVersion) => [{ part: 'optimizer', label: 'Optimizer', words: spec.optimizer.kind }, ...spec.network.layers.map(({ id, kind }) => ({ part: `layer.${id}`, label: `Layer ${id}`, words: kind }))]
    const before = version(1, digitsSpec)
    const after = version(2, { ...digitsSpec, optimizer: { kind: 'sgd' }, network: { layers: digitsSpec.network.layers.filter(({ id }) => id !== 'drop') } })
    expect(versionChanges(after, before, words)).toEqual([{ label: 'Optimizer', before: 'adam', after: 'sgd' }, { label: 'Layer drop', before: 'dropout', after: null }])
    expect(versionChanges(before, undefined, words)).toEqual([])
  })
})

describe('groups of layers', () => {
  const group = { id: 'g', name: 'middle', members: ['hidden', 'drop'], collapsed: false, parameters: [{ name: 'Width', targets: [{ layer: 'hidden', field: 'units' }] }] }
  const withLayers = (edit: (layers: typeof digitsSpec.network.layers) => typeof digitsSpec.network.layers) => ({ ...digitsSpec, network: { layers: edit(digitsSpec.network.layers) } })

  it('follow their layers: a new name stays, what is gone leaves, an empty group goes', () => {
    const named = withLayers((layers) => layers.map((layer) => (layer.id === 'hidden' ? { ...layer, id: 'wide' } : layer)))
    expect(carryGroups(digitsSpec, named, [group])).toEqual([{ ...group, members: ['wide', 'drop'], parameters: [{ name: 'Width', targets: [{ layer: 'wide', field: 'units' }] }] }])
    const less = withLayers((layers) => layers.filter(({ id }) => id !== 'hidden'))
    expect(carryGroups(digitsSpec, less, [group])).toEqual([{ ...group, members: ['drop'], parameters: [] }])
    expect(carryGroups(digitsSpec, withLayers((layers) => layers.filter(({ id }) => id !== 'hidden' && id !== 'drop')), [group])).toEqual([])
    const same = [group]
    expect(carryGroups(digitsSpec, { ...digitsSpec, seed: 4 }, same)).toBe(same)
  })
})

describe('small drawings', () => {
  it('show every layer, the data and the outputs, inside their frame', () => {
    for (const kind of templates.kinds) {
      const spec = sampleNetwork({ kind }, null)!
      const { boxes, lines, width, height } = sketchNetwork(spec)
      expect(boxes).toHaveLength(spec.network.layers.length + 1 + spec.outputs.length)
      expect(lines.length).toBeGreaterThanOrEqual(boxes.length - 1)
      for (const box of boxes) expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height, `${kind} ${box.key}`).toBe(true)
    }
  })
})
