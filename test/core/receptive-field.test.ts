import { describe, expect, it } from 'vitest'
import { describeExperiment, type DatasetDescription, type ReceptiveField } from '../../core/index.ts'

const pictures = (side: number, channels = 3): DatasetDescription => ({
  name: 'pictures', sampleCount: 100, inputShape: [channels, side, side], task: 'classification', classes: ['a', 'b'], targetNames: ['class'], givenCounts: null,
})

function fieldsOf(layers: readonly Record<string, unknown>[], data: DatasetDescription): readonly ReceptiveField[] {
  return describeExperiment({ version: 1, dataset: { kind: 'stored', id: 'x' }, network: { layers } }, data).layers.map(({ receptiveField }) => receptiveField)
}

const conv = (kernel: number, stride = 1, more: Record<string, unknown> = {}) => ({ kind: 'conv2d', channels: 4, kernel, stride, ...more })
const pool = (size: number, stride: number) => ({ kind: 'maxPool2d', size, stride })

describe('receptive fields', () => {
  it('are those published for VGG-16', () => {
    const blocks = [2, 2, 3, 3, 3].flatMap((count) => [...Array.from({ length: count }, () => conv(3)), pool(2, 2)])
    // Araujo, Norris & Sim (2019): 212 after the last pooling.
    expect(fieldsOf(blocks, pictures(224))).toEqual([3, 5, 6, 10, 14, 16, 24, 32, 40, 44, 60, 76, 92, 100, 132, 164, 196, 212])
  })

  it('are those published for AlexNet', () => {
    const layers = [conv(11, 4), pool(3, 2), conv(5), pool(3, 2), conv(3), conv(3), conv(3), pool(3, 2)]
    expect(fieldsOf(layers, pictures(227))).toEqual([11, 19, 51, 67, 99, 131, 163, 195])
  })

  it('grow with dilation, and shrink their steps where images grow', () => {
    expect(fieldsOf([conv(3, 1, { dilation: 2 }), conv(3)], pictures(28))).toEqual([5, 7])
    // Every output of the transposed convolution reads 2 × 2 places, two apart; those of the next are half as far apart.
    expect(fieldsOf([conv(2, 2), { kind: 'convTranspose2d', channels: 4, kernel: 4, stride: 2 }, conv(3)], pictures(28))).toEqual([2, 4, 6])
    expect(fieldsOf([{ kind: 'upsampling2d', factor: 2 }, conv(3)], pictures(28))).toEqual([1, 2])
  })

  it('are the largest of what comes together, and everything behind a dense layer', () => {
    const layers = [{ id: 'a', ...conv(3) }, { id: 'b', ...conv(5) }, { kind: 'add', inputs: ['a', 'b'] }, { kind: 'activation', function: 'relu' }, { kind: 'flatten' }, { kind: 'dense', units: 2 }]
    expect(fieldsOf(layers, pictures(28))).toEqual([3, 7, 7, 7, 7, 'all'])
    expect(fieldsOf([conv(3), { kind: 'globalAveragePool' }], pictures(28))).toEqual([3, 'all'])
  })

  it('have no meaning where samples have no places, and none where shapes are unknown', () => {
    expect(fieldsOf([{ kind: 'dense', units: 3 }], { ...pictures(1), inputShape: [4] })).toEqual([null])
    expect(fieldsOf([conv(3), { kind: 'dense', units: 2 }, conv(3)], pictures(28))).toEqual([3, null, null])
  })
})
