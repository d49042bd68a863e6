import { describe, expect, it } from 'vitest'
import { layerTroubles, type LayerMeasure, type RunEvent } from '../../core/index.ts'
import { prepare, runTraining, spiralsSpec } from '../support/experiments.ts'

const healthy = (id: string, change: Partial<LayerMeasure> = {}): LayerMeasure =>
  ({ id, gradientNorm: 1, weightNorm: 3, updateRatio: 1e-3, deadShare: 0.1, saturatedShare: 0.1, histograms: { weights: null, gradients: null, activations: null }, ...change })
const kindsOf = (...layers: readonly LayerMeasure[]): readonly string[] => layerTroubles(layers, new Set(['out'])).map(({ layer, kind }) => `${layer} ${kind}`)

describe('troubles of layers that train', () => {
  it('are none in a healthy network', () => {
    expect(kindsOf(healthy('h1'), healthy('h2', { updateRatio: 2e-5 }), healthy('out', { saturatedShare: 0.9 }))).toEqual([])
  })

  it.each<[string, Partial<LayerMeasure>, string]>([
    ['dead units', { deadShare: 0.55 }, 'h1 dead'],
    ['saturated outputs', { saturatedShare: 0.7 }, 'h1 saturated'],
    ['a gradient that vanishes', { gradientNorm: 1e-3 }, 'h1 vanishing-gradient'],
    ['a gradient that explodes', { gradientNorm: 400 }, 'h1 exploding-gradient'],
    ['wild updates', { updateRatio: 0.3 }, 'h1 large-updates'],
    ['updates that change nothing', { updateRatio: 1e-8 }, 'h1 small-updates'],
    ['values that are not finite', { gradientNorm: Infinity, deadShare: 1 }, 'h1 not-finite'],
  ])('are %s', (_what, change, expected) => {
    expect(kindsOf(healthy('h1', change), healthy('out'))).toEqual([expected])
  })

  it('say how much in both languages', () => {
    const [dead] = layerTroubles([healthy('h1', { deadShare: 0.55 }), healthy('out')], new Set(['out']))
    expect(dead!.sentence.en).toContain('55 % of the units of h1 are dead')
    const [wild] = layerTroubles([healthy('out', { updateRatio: 0.25 })], new Set(['out']))
    expect(wild!.sentence.es).toContain('un 25 % de su longitud')
  })

  it('are found where a network has them: sigmoid layers that start far out, and ReLU units pushed below 0', async () => {
    const kinds = async (layers: readonly object[], change: object = {}): Promise<readonly string[]> => {
      const { events } = await runTraining(prepare({ ...spiralsSpec, network: { layers: [...layers, { id: 'out', kind: 'dense', units: 2 }] }, regularizers: [], diagnostics: { everySteps: 10 }, ...change } as never))
      const last = events.findLast((event): event is Extract<RunEvent, { type: 'layers' }> => event.type === 'layers')!
      return layerTroubles(last.layers, new Set(['out'])).map(({ layer, kind }) => `${layer} ${kind}`)
    }
    const saturated = { kind: 'dense', units: 12, activation: 'logistic', initializer: { kind: 'normal', standardDeviation: 60 } }
    expect(await kinds([{ id: 'h1', ...saturated }])).toContain('h1 saturated')
    const dead = { kind: 'dense', units: 12, activation: 'relu', biasInitializer: { kind: 'constant', value: -50 } }
    expect(await kinds([{ id: 'h1', ...dead }])).toContain('h1 dead')
    const deep = Array.from({ length: 7 }, (_, i) => ({ id: `h${i}`, kind: 'dense', units: 8, activation: 'logistic', initializer: { kind: 'normal', standardDeviation: 0.05 } }))
    expect(await kinds(deep)).toContain('h0 vanishing-gradient')
    expect(await kinds([{ id: 'h1', kind: 'dense', units: 12, activation: 'tanh' }])).toEqual([])
  })
})
