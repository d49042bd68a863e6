import { describe, expect, it } from 'vitest'
import { describeExperiment, type DatasetDescription, type ExperimentSpec, type LayerSpec, type Text } from '../../core/index.ts'
import { summarySentence } from '../../renderer/composables/summary-sentence.ts'
import { formatCount, formatValue } from '../../renderer/composables/format-number.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import { digitsSpec } from '../support/fake/specs.ts'

const digits: DatasetDescription = { name: 'digits', sampleCount: 60_000, inputShape: [1, 28, 28], task: 'classification', classes: [...'0123456789'], targetNames: ['digit'], givenCounts: null }

function sentence(layers: readonly LayerSpec[], more: Partial<ExperimentSpec> = {}, language: 'en' | 'es' = 'en', time: string | null = null): string {
  i18n.global.locale.value = language
  const spec: ExperimentSpec = { ...digitsSpec, network: { layers }, outputs: [{ from: layers.at(-1)?.id ?? '', loss: { kind: 'softmaxCrossEntropy' } }], optimizer: { kind: 'adam', learningRate: 0.001 }, batches: { size: 128, order: 'shuffle' }, stop: { epochs: 10, early: null }, ensemble: null, ...more }
  return summarySentence(spec, describeExperiment(spec, digits), time, {
    t: (key, named = {}, plural = 1) => i18n.global.t(key, named, plural), say: (words: Text) => words[language], value: (value) => formatValue(value, language), count: (value) => formatCount(value, language),
  })
}

const dense = (id: string, units: number, more: object = {}): LayerSpec => ({ id, kind: 'dense', units, ...more })
const flat: LayerSpec = { id: 'flat', kind: 'flatten' }
const conv = (id: string): LayerSpec => ({ id, kind: 'conv2d', channels: 8, activation: 'relu' })
const pool = (id: string): LayerSpec => ({ id, kind: 'maxPool2d' })

describe('an experiment in a sentence', () => {
  it('is read aloud as a person would say it, in both languages', () => {
    const layers = [flat, dense('h1', 128, { activation: 'relu' }), { id: 'drop', kind: 'dropout' }, dense('out', 10)]
    expect(sentence(layers, {}, 'en', 'about 2 s per epoch')).toBe('784-128-10, ReLU, Adam 0.001, batch 128, 10 epochs: 101,770 parameters, about 2 s per epoch')
    expect(sentence(layers, {}, 'es')).toBe('784-128-10, ReLU, Adam 0,001, lote 128, 10 épocas: 101.770 parámetros')
  })

  it('writes equal layers once, and every activation once', () => {
    expect(sentence([flat, dense('a', 64, { activation: 'relu' }), dense('b', 64, { activation: 'tanh' }), dense('c', 64, { activation: 'relu' }), dense('out', 10)])).toMatch(/^784-3×64-10, ReLU, Tanh, Adam 0\.001/)
  })

  it.each([
    ['LeNet-like: 2 convolutions, 3 dense', [conv('c1'), pool('p1'), conv('c2'), pool('p2'), flat, dense('f1', 120, { activation: 'relu' }), dense('f2', 84, { activation: 'relu' }), dense('out', 10)]],
    ['VGG-like: 4 convolutions, 1 dense', [conv('c1'), conv('c2'), pool('p1'), conv('c3'), conv('c4'), pool('p2'), flat, dense('out', 10)]],
    ['ResNet-like: 2 convolutions, 1 addition, 1 dense', [conv('c1'), conv('c2'), { id: 'sum', kind: 'add', inputs: ['c1', 'c2'] }, flat, dense('out', 10)]],
    ['branched: 1 junction, 3 dense', [flat, dense('a', 8), dense('b', 8, { inputs: ['flat'] }), { id: 'both', kind: 'concatenate', inputs: ['a', 'b'] }, dense('out', 10)]],
    ['1 convolution, 1 dense', [conv('c1'), flat, dense('out', 10)]],
    ['1 recurrent layer, 1 dense', [{ id: 'rows', kind: 'reshape', shape: [28, 28] }, { id: 'lstm', kind: 'lstm', units: 32 }, dense('out', 10)]],
  ] as const)('says what a network is like: %s', (words, layers) => {
    expect(sentence(layers).split(', Adam')[0]?.replace(/, ReLU$/, '')).toBe(words)
  })

  it('names what stands in for one network, a step, or a rate', () => {
    const layers = [flat, dense('out', 10)]
    expect(sentence(layers, { batches: { size: 'full', order: 'shuffle' }, optimizer: { kind: 'lBfgs' } })).toMatch(/^784-10, L-BFGS, full batch, 10 epochs/)
    expect(sentence(layers, { batches: { size: 1, order: 'shuffle' } })).toContain('one sample per step')
    expect(sentence(layers, { ensemble: { kind: 'seeds', members: 5 } })).toMatch(/^5 × 784-10, Adam 0\.001, batch 128, 50 epochs: 39,250 parameters/)
  })
})
