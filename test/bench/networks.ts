/** The networks that every peer trains: softmax cross-entropy, Adam, ReLU between the layers. Peers written in Python have the same names. */
export interface BenchNetwork {
  readonly name: string
  readonly inputShape: readonly number[]
  readonly classes: number
  readonly layers: readonly object[]
  readonly batches: readonly number[]
}

const dense = (...units: readonly number[]): object[] => units.map((count, index) => ({ kind: 'dense', units: count, activation: index < units.length - 1 ? 'relu' : 'linear' }))

export const networks: readonly BenchNetwork[] = [
  { name: '2-8-8-2', inputShape: [2], classes: 2, layers: dense(8, 8, 2), batches: [10, 1] },
  { name: '784-128-10', inputShape: [784], classes: 10, layers: dense(128, 10), batches: [128, 32] },
  { name: '784-512-512-10', inputShape: [784], classes: 10, layers: dense(512, 512, 10), batches: [128, 32] },
  {
    name: 'LeNet-5', inputShape: [1, 28, 28], classes: 10, batches: [32, 128],
    layers: [
      { kind: 'conv2d', channels: 6, kernel: 5, activation: 'relu' }, { kind: 'maxPool2d' },
      { kind: 'conv2d', channels: 16, kernel: 5, padding: 'valid', activation: 'relu' }, { kind: 'maxPool2d' },
      { kind: 'flatten' }, ...dense(120, 84, 10),
    ],
  },
  {
    name: 'CNN 1-32-64', inputShape: [1, 28, 28], classes: 10, batches: [128],
    layers: [
      { kind: 'conv2d', channels: 32, padding: 'valid', activation: 'relu' }, { kind: 'maxPool2d' },
      { kind: 'conv2d', channels: 64, padding: 'valid', activation: 'relu' }, { kind: 'maxPool2d' },
      { kind: 'flatten' }, ...dense(128, 10),
    ],
  },
]

/** Samples that each peer draws its batches from. */
export const SAMPLES = 1280

/** Shapes of matrix products, as [form, rows, columns, depth]: forward x·Wᵀ, input gradient dy·W, weight gradient dyᵀ·x. */
export const products: readonly (readonly ['NT' | 'NN' | 'TN', number, number, number])[] = [
  ['NT', 32, 128, 784], ['NT', 128, 128, 784], ['NN', 128, 784, 128], ['TN', 128, 784, 128],
  ['NT', 128, 512, 512], ['NN', 128, 512, 512], ['TN', 512, 512, 128], ['NT', 512, 1024, 1024], ['NN', 512, 1024, 1024], ['TN', 1024, 1024, 512],
]
