import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { layers, optimizers, type Issue } from '../../core/index.ts'
import { withHyperparameter, withKind } from '../../renderer/components/block-value.ts'
import DataTable from '../../renderer/components/DataTable.vue'
import { imageOf, samplePixels } from '../../renderer/components/draw-sample.ts'
import { sentencePieces } from '../../renderer/components/formula.ts'
import HyperparameterForm from '../../renderer/components/HyperparameterForm.vue'
import NumberField from '../../renderer/components/NumberField.vue'
import { sliderRange, sliderScale } from '../../renderer/components/slider-scale.ts'
import { rowWindow, sortRows } from '../../renderer/components/virtual-rows.ts'
import { fuzzyFilter } from '../../renderer/composables/fuzzy-match.ts'
import { i18n } from '../../renderer/i18n/index.ts'

beforeEach(() => setActivePinia(createPinia()))
const global = { plugins: [i18n] }

describe('a form from a schema', () => {
  const dense = layers.get('dense').hyperparameters

  it('shows a control for every hyper-parameter, and defaults where nothing is given', () => {
    const form = mount(HyperparameterForm, { props: { schema: dense, values: { units: 7 }, path: 'network.layers[0]' }, global })
    expect(form.findAll('[data-path]').map((field) => field.attributes('data-path')).filter((path) => path?.split('.').length === 3)).toEqual(Object.keys(dense).map((name) => `network.layers[0].${name}`))
    expect((form.get('[data-path="network.layers[0].units"] input.number').element as HTMLInputElement).value).toBe('7')
    expect((form.get('[data-path="network.layers[0].initializer"] select').element as HTMLSelectElement).value).toBe('glorotUniform')
  })

  it('hands changes on by name, nested blocks included', async () => {
    const form = mount(HyperparameterForm, { props: { schema: dense, values: { biasInitializer: { kind: 'constant' } }, path: 'p' }, global })
    await form.get('[data-path="p.bias"] input').setValue(false)
    await form.get('[data-path="p.activation"] select').setValue('relu')
    await form.get('[data-path="p.biasInitializer.value"] input.number').setValue('0.5')
    expect(form.emitted('change')).toEqual([['bias', false], ['activation', 'relu'], ['biasInitializer', { kind: 'constant', value: 0.5 }]])
  })

  it('puts a problem beside its field', () => {
    const issue: Issue = { path: 'p.units', expected: { en: 'a whole number', es: 'un entero' }, received: '1.5' }
    const form = mount(HyperparameterForm, { props: { schema: dense, values: { units: 1.5 }, path: 'p', issues: [issue] }, global })
    expect(form.get('[data-path="p.units"] .problem').text()).toContain('a whole number')
    expect(form.get('[data-path="p.units"] input.number').attributes('aria-invalid')).toBe('true')
  })
})

describe('blocks', () => {
  it('leave defaults out and keep what two kinds share', () => {
    const adam = { kind: 'adam', learningRate: 0.01, beta1: 0.8 }
    expect(withHyperparameter(adam, optimizers, 'beta1', 0.9)).toEqual({ kind: 'adam', learningRate: 0.01 })
    expect(withKind(adam, optimizers, 'sgd')).toEqual({ kind: 'sgd', learningRate: 0.01 })
    expect(withKind({ kind: 'dense', id: 'a', units: 3 }, layers, 'flatten', ['id'])).toEqual({ kind: 'flatten', id: 'a' })
  })
})

describe('number fields', () => {
  it('take a comma for a point, and keep what is being typed', async () => {
    const field = mount(NumberField, { props: { modelValue: 1, label: 'x' } })
    await field.get('input.number').setValue('0,25')
    expect(field.emitted('update:modelValue')).toEqual([[0.25]])
    await field.get('input.number').setValue('')
    expect(field.emitted('update:modelValue')).toHaveLength(1)
  })

  it('double and halve on log scales by arrow keys', async () => {
    const field = mount(NumberField, { props: { modelValue: 0.004, label: 'x', scale: 'log', bounds: { above: 0 } } })
    await field.get('input.number').trigger('keydown', { key: 'ArrowUp' })
    await field.get('input.number').trigger('keydown', { key: 'ArrowDown' })
    expect(field.emitted('update:modelValue')).toEqual([[0.008], [0.002]])
  })

  it('slide over decades', () => {
    const scale = sliderScale(sliderRange({ above: 0 }, 0.001, 'log', false), 'log', false)
    expect(scale.toValue(0)).toBe(1e-6)
    expect(scale.toValue(200)).toBe(1)
    for (const value of [1e-5, 0.001, 0.3]) expect(scale.toValue(scale.toPlace(value)) / value).toBeCloseTo(1, 1)
  })
})

describe('tables', () => {
  const rows = Array.from({ length: 10_000 }, (_, n) => ({ id: `r${n}`, loss: n % 7 === 0 ? null : (n * 37) % 101 }))
  const columns = [{ key: 'id', label: 'Run', width: '1fr', value: (row: (typeof rows)[number]) => row.id }, { key: 'loss', label: 'Loss', width: '80px', value: (row: (typeof rows)[number]) => row.loss }]
  const table = () => mount(DataTable<(typeof rows)[number]>, { props: { label: 'Runs', columns, rows, rowKey: (row: (typeof rows)[number]) => row.id, active: 'r0' }, global })

  it('draw only what is in sight and say how many rows there are', () => {
    const drawn = table()
    expect(drawn.findAll('[role=row]').length).toBeLessThan(60)
    expect(drawn.get('[role=grid]').attributes('aria-rowcount')).toBe('10001')
  })

  it('move by keys and choose several', async () => {
    const drawn = table()
    await drawn.get('[role=grid]').trigger('keydown', { key: 'j' })
    await drawn.get('[role=grid]').trigger('keydown', { key: 'End' })
    await drawn.get('[role=grid]').trigger('keydown', { key: ' ' })
    expect(drawn.emitted('update:active')).toEqual([['r1'], ['r9999']])
    expect(drawn.emitted('update:chosen')).toEqual([[['r0']]])
  })

  it('bring a row into sight that is chosen elsewhere', async () => {
    const drawn = table()
    const grid = drawn.get('[role=grid]').element
    await drawn.setProps({ active: 'r500' })
    expect(grid.scrollTop).toBeGreaterThan(490 * 28)
    await drawn.setProps({ active: 'r3' })
    expect(grid.scrollTop).toBe(3 * 28)
  })

  it('sort by numbers with absent values last both ways', async () => {
    for (const descending of [false, true]) {
      const values = sortRows(rows, (row) => row.loss, descending, 'en').map((row) => row.loss)
      expect(values[0]).toBe(descending ? 100 : 0)
      expect(values.at(-1)).toBeNull()
    }
    expect(sortRows(['run 10', 'run 9'], (row) => row, false, 'en')).toEqual(['run 9', 'run 10'])
    const drawn = table()
    await drawn.findAll('[role=columnheader] button')[1]?.trigger('click')
    await nextTick()
    expect(drawn.findAll('[role=columnheader]')[1]?.attributes('aria-sort')).toBe('ascending')
  })

  it('know which rows fill the window', () => {
    expect(rowWindow(2800, 280, 28, 1000)).toEqual({ first: 97, last: 114 })
    // As many at the ends and between rows, so that each that leaves becomes one that comes.
    expect(rowWindow(0, 280, 28, 1000)).toEqual({ first: 0, last: 17 })
    expect(rowWindow(28_000 - 280, 280, 28, 1000)).toEqual({ first: 983, last: 1000 })
    expect(rowWindow(2813, 280, 28, 1000)).toEqual({ first: 97, last: 114 })
    expect(rowWindow(0, 280, 28, 3)).toEqual({ first: 0, last: 3 })
  })
})

describe('the palette', () => {
  it('puts starts of words first and ignores accents', () => {
    const found = fuzzyFilter('per', ['tiempo perdido', 'Pérdida', 'superior'], (text) => text)
    expect(found.map(({ item }) => item)).toEqual(['Pérdida', 'tiempo perdido', 'superior'])
    expect(found[0]?.positions).toEqual([0, 1, 2])
    expect(fuzzyFilter('xyz', ['abc'], (text) => text)).toEqual([])
  })
})

describe('formulas in sentences', () => {
  it('become characters with raised and lowered parts', () => {
    expect(sentencePieces('Rate $\\eta_t = \\eta^{2}$.')).toEqual([
      { kind: 'words', text: 'Rate ' }, { kind: 'formula', text: 'η' }, { kind: 'sub', text: 't' }, { kind: 'formula', text: ' = η' }, { kind: 'sup', text: '2' }, { kind: 'words', text: '.' },
    ])
  })
})

describe('samples as images', () => {
  it('take planes apart into colours', () => {
    expect([...samplePixels([0, 1, 0.5, 0, 1, 1], { width: 2, height: 1, channels: 3 })]).toEqual([0, 128, 255, 255, 255, 0, 255, 255])
    expect([...samplePixels([0.2], { width: 1, height: 1, channels: 1 })]).toEqual([51, 51, 51, 255])
    expect(imageOf([4])).toBeNull()
    expect(imageOf([3, 8, 9])).toEqual({ channels: 3, height: 8, width: 9 })
  })
})
