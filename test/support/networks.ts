/** Layers of all sorts on images of 20 × 20, for tests of what must hold for every network. */
export const networks = {
  'a dense network with odd sizes': [{ kind: 'flatten' }, { kind: 'dense', units: 131, activation: 'tanh' }, { kind: 'dropout', rate: 0.3 }, { kind: 'dense', units: 75, activation: 'relu' }, { kind: 'dense', units: 10 }],
  'a convolutional network': [
    { kind: 'conv2d', channels: 9, kernel: 5, activation: 'relu' }, { kind: 'maxPool2d' }, { kind: 'conv2d', channels: 14, activation: 'relu' }, { kind: 'averagePool2d' },
    { kind: 'conv2d', channels: 8, stride: 2 }, { kind: 'flatten' }, { kind: 'dense', units: 10 },
  ],
  'a recurrent network with noise': [
    { kind: 'locallyConnected2d', channels: 2, kernel: 2, stride: 2 }, { kind: 'reshape', shape: [10, 20] }, { kind: 'gaussianNoise' }, { kind: 'lstm', units: 33, returns: 'all' }, { kind: 'layerNormalization', axes: 'last' },
    { kind: 'gru', units: 18, returns: 'all' }, { kind: 'conv1d', channels: 12, stride: 2 }, { kind: 'flatten' }, { kind: 'dense', units: 10, weightNoise: 0.1 },
  ],
  'a network with every normalization': [
    { kind: 'conv2d', channels: 10, kernel: 5, activation: 'silu' }, { kind: 'batchNormalization' }, { kind: 'conv2d', channels: 9, stride: 2 }, { kind: 'groupNormalization', groups: 3 }, { kind: 'pRelu' },
    { kind: 'instanceNormalization' }, { kind: 'maxPool2d' }, { kind: 'flatten' }, { kind: 'dense', units: 75, activation: 'gelu' }, { kind: 'batchNormalization' }, { kind: 'layerNormalization' }, { kind: 'dense', units: 10 },
  ],
} as const
