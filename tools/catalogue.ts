/** A line of the lectures' catalogue: what it asks for, the blocks and files that do it, and the tests that prove it. */
export interface CatalogueRow {
  readonly id: string
  readonly what: string
  /** Kinds by registry. */
  readonly kinds?: Readonly<Record<string, readonly string[]>>
  /** Files that are no blocks of their own. */
  readonly files?: readonly string[]
  readonly tests: readonly string[]
}

/** Every activation, layer, loss … is checked by these, whichever it is. */
const GRADIENTS = 'test/core/gradient-check.test.ts'
const LAYERS_GOLDEN = 'test/core/layers-golden.test.ts'
const GOLDEN = 'test/core/golden.test.ts'
const OPTIMIZERS = 'test/core/optimizers.test.ts'
const FULL_BATCH = 'test/core/full-batch.test.ts'
const REGULARIZERS = 'test/core/regularizers.test.ts'
const SCHEDULES = 'test/core/schedules.test.ts'
const GRAPH = 'test/core/graph.test.ts'
const RANDOM = 'test/core/stochastic-layers.test.ts'
const METRICS = 'test/core/metrics.test.ts'
const AUGMENTATION = 'test/core/augmentation.test.ts'
const ORDER = 'test/core/sample-order.test.ts'
const ENSEMBLES = 'test/core/ensembles.test.ts'
const RULES = 'test/core/learning-rules.test.ts'
const PRETRAINING = 'test/core/pretraining.test.ts'
const ADVICE = 'test/core/advice.test.ts'

/** The catalogue's sections on what learns and how, and the advice the lectures end with. */
export const catalogue: readonly CatalogueRow[] = [
  { id: 'ACT-1', what: 'step, sign', kinds: { activations: ['step', 'sign'] }, tests: [GRADIENTS, LAYERS_GOLDEN, RULES] },
  { id: 'ACT-2', what: 'logistic with slope', kinds: { activations: ['logistic'] }, tests: [GRADIENTS, LAYERS_GOLDEN] },
  { id: 'ACT-3', what: 'tanh', kinds: { activations: ['tanh'] }, tests: [GRADIENTS, LAYERS_GOLDEN] },
  { id: 'ACT-4', what: 'LeCun tanh', kinds: { activations: ['leCunTanh'] }, tests: [GRADIENTS, LAYERS_GOLDEN] },
  { id: 'ACT-5', what: 'tanh with a linear term', kinds: { activations: ['tanhLinear'] }, tests: [GRADIENTS, LAYERS_GOLDEN] },
  { id: 'ACT-6', what: 'ReLU and its relatives', kinds: { activations: ['relu', 'leakyRelu', 'elu', 'selu'], layers: ['pRelu'] }, tests: [GRADIENTS, LAYERS_GOLDEN] },
  { id: 'ACT-7', what: 'softplus, softsign, hard sigmoid, GELU, SiLU, mish', kinds: { activations: ['softplus', 'softsign', 'hardSigmoid', 'gelu', 'silu', 'mish'] }, tests: [GRADIENTS, LAYERS_GOLDEN] },
  { id: 'ACT-8', what: 'softmax, log-softmax, temperature', kinds: { activations: ['softmax', 'logSoftmax'] }, tests: [GRADIENTS, LAYERS_GOLDEN] },
  { id: 'ACT-9', what: 'linear', kinds: { activations: ['linear'] }, tests: [GRADIENTS] },
  { id: 'ACT-10', what: 'stochastic binary unit', kinds: { layers: ['stochasticBinary'] }, tests: [RANDOM] },

  { id: 'LAY-1', what: 'dense', kinds: { layers: ['dense'] }, tests: [GRADIENTS, LAYERS_GOLDEN, 'test/core/network-golden.test.ts'] },
  { id: 'LAY-2', what: 'convolutions', kinds: { layers: ['conv2d', 'conv1d'] }, tests: [GRADIENTS, LAYERS_GOLDEN, 'test/core/convolution.test.ts'] },
  { id: 'LAY-3', what: 'pooling', kinds: { layers: ['maxPool2d', 'averagePool2d', 'globalAveragePool'] }, tests: [GRADIENTS, LAYERS_GOLDEN, 'test/core/convolution.test.ts'] },
  { id: 'LAY-4', what: 'flatten, reshape, zero padding', kinds: { layers: ['flatten', 'reshape', 'zeroPadding2d'] }, tests: [GRADIENTS] },
  { id: 'LAY-5', what: 'batch normalization', kinds: { layers: ['batchNormalization'] }, tests: [GRADIENTS, LAYERS_GOLDEN, 'test/core/ops-normalization.test.ts'] },
  { id: 'LAY-6', what: 'layer, group and instance normalization', kinds: { layers: ['layerNormalization', 'groupNormalization', 'instanceNormalization'] }, tests: [GRADIENTS, LAYERS_GOLDEN] },
  { id: 'LAY-7', what: 'dropout, spatial dropout', kinds: { layers: ['dropout', 'spatialDropout'] }, tests: [RANDOM, GRADIENTS] },
  { id: 'LAY-8', what: 'Gaussian noise on activities and weights', kinds: { layers: ['gaussianNoise'] }, files: ['core/layers/weight-noise.ts'], tests: [RANDOM, GRADIENTS] },
  { id: 'LAY-9', what: 'residual addition, concatenation, gating', kinds: { layers: ['add', 'concatenate', 'multiply'] }, tests: [GRAPH, GRADIENTS] },
  { id: 'LAY-10', what: 'several outputs with losses and weights', files: ['core/experiment/read-outputs.ts'], tests: [GRAPH] },
  { id: 'LAY-11', what: 'locally connected', kinds: { layers: ['locallyConnected2d'] }, tests: [GRADIENTS, LAYERS_GOLDEN] },
  { id: 'LAY-12', what: 'simple recurrent, LSTM, GRU through time', kinds: { layers: ['simpleRecurrent', 'lstm', 'gru'] }, files: ['core/layers/recurrent.ts'], tests: [GRADIENTS, LAYERS_GOLDEN] },
  { id: 'LAY-13', what: 'tied weights, frozen layers, rates by layer', files: ['core/network/read-learning.ts', 'core/network/allocate-tensors.ts'], tests: [GRAPH] },
  { id: 'LAY-14', what: 'autoencoder and RBM pre-training', kinds: { pretraining: ['autoencoder', 'rbm'] }, tests: [PRETRAINING] },
  { id: 'LAY-15', what: 'embedding, upsampling, transposed convolution', kinds: { layers: ['embedding', 'upsampling2d', 'convTranspose2d'] }, tests: [GRADIENTS, LAYERS_GOLDEN, RANDOM] },

  { id: 'INI-1', what: 'zeros, constant', kinds: { initializers: ['zeros', 'constant', 'identity'] }, tests: [GRADIENTS] },
  { id: 'INI-2', what: 'uniform, normal', kinds: { initializers: ['uniform', 'normal'] }, tests: [GRADIENTS] },
  { id: 'INI-3', what: 'LeCun', kinds: { initializers: ['leCunNormal', 'leCunUniform'] }, tests: [GRADIENTS] },
  { id: 'INI-4', what: 'Glorot', kinds: { initializers: ['glorotNormal', 'glorotUniform'] }, tests: [GRADIENTS] },
  { id: 'INI-5', what: 'He', kinds: { initializers: ['heNormal', 'heUniform'] }, tests: [GRADIENTS] },
  { id: 'INI-6', what: 'orthogonal', kinds: { initializers: ['orthogonal'] }, tests: [GRADIENTS] },

  { id: 'INI-7', what: 'from a checkpoint, by layer name', files: ['core/trainer/checkpoint.ts'], tests: ['test/electron/pretraining-runs.test.ts', 'test/core/train.test.ts'] },

  { id: 'LOS-1', what: 'mean squared error, half the sum of squares', kinds: { losses: ['meanSquaredError', 'sumOfSquares'] }, tests: [GRADIENTS, LAYERS_GOLDEN] },
  { id: 'LOS-2', what: 'binary cross-entropy', kinds: { losses: ['binaryCrossEntropy'] }, tests: [GRADIENTS, LAYERS_GOLDEN] },
  { id: 'LOS-3', what: 'softmax cross-entropy', kinds: { losses: ['softmaxCrossEntropy'] }, tests: [GRADIENTS, LAYERS_GOLDEN] },
  { id: 'LOS-4', what: 'absolute, Huber, hinge, Kullback–Leibler', kinds: { losses: ['meanAbsoluteError', 'huber', 'hinge', 'klDivergence'] }, tests: [GRADIENTS, LAYERS_GOLDEN] },
  { id: 'LOS-5', what: 'label smoothing, noise on targets', kinds: { losses: ['softmaxCrossEntropy'], augmentations: ['targetNoise'] }, tests: [LAYERS_GOLDEN, AUGMENTATION] },
  { id: 'LOS-6', what: 'weights of classes and of samples', kinds: { losses: ['softmaxCrossEntropy'] }, files: ['core/trainer/loaded-part.ts'], tests: [GRAPH, AUGMENTATION] },
  { id: 'LOS-7', what: 'targets where a sigmoid still learns', files: ['core/losses/definition.ts'], tests: ['test/core/class-targets.test.ts'] },

  { id: 'MET-1', what: 'metrics of classification', kinds: { metrics: ['accuracy', 'topK', 'balancedAccuracy', 'precision', 'recall', 'f1', 'rocAuc', 'averagePrecision', 'logLoss', 'calibrationError'] }, files: ['core/analysis/confusion.ts'], tests: [METRICS] },
  { id: 'MET-2', what: 'metrics of regression', kinds: { metrics: ['meanSquaredError', 'rootMeanSquaredError', 'meanAbsoluteError', 'rSquared'] }, tests: [METRICS] },
  { id: 'MET-3', what: 'number of errors', kinds: { metrics: ['errorCount'] }, tests: [METRICS] },

  { id: 'RUL-1', what: 'perceptron convergence algorithm', kinds: { optimizers: ['perceptron'] }, tests: [RULES] },
  { id: 'RUL-2', what: 'delta rule', kinds: { optimizers: ['deltaRule'] }, tests: [RULES] },
  { id: 'RUL-3', what: 'weight and node perturbation', kinds: { optimizers: ['weightPerturbation', 'nodePerturbation'] }, tests: [RULES] },

  { id: 'OPT-1', what: 'gradient descent', kinds: { optimizers: ['sgd'] }, tests: [GOLDEN, OPTIMIZERS] },
  { id: 'OPT-2', what: 'momentum, with a ramp', kinds: { optimizers: ['momentum'] }, files: ['core/optimizers/momentum-ramp.ts'], tests: [GOLDEN, OPTIMIZERS] },
  { id: 'OPT-3', what: 'Nesterov', kinds: { optimizers: ['nesterov'] }, tests: [GOLDEN, OPTIMIZERS] },
  { id: 'OPT-4', what: 'adaptive gains', kinds: { optimizers: ['adaptiveGains'] }, tests: [OPTIMIZERS] },
  { id: 'OPT-5', what: 'Rprop', kinds: { optimizers: ['rprop'] }, tests: [OPTIMIZERS] },
  { id: 'OPT-6', what: 'RMSprop', kinds: { optimizers: ['rmsprop'] }, tests: [OPTIMIZERS] },
  { id: 'OPT-7', what: 'vSGD', kinds: { optimizers: ['vSgd'] }, tests: ['test/core/v-sgd.test.ts'] },
  { id: 'OPT-8', what: 'Adagrad, Adadelta, Adam and its relatives', kinds: { optimizers: ['adagrad', 'adadelta', 'adam', 'adamW', 'adamax', 'amsGrad', 'nadam'] }, tests: [OPTIMIZERS] },
  { id: 'OPT-9', what: 'nonlinear conjugate gradients', kinds: { optimizers: ['conjugateGradients'] }, files: ['core/optimizers/line-search.ts'], tests: [FULL_BATCH] },
  { id: 'OPT-10', what: 'BFGS, L-BFGS', kinds: { optimizers: ['bfgs', 'lBfgs'] }, tests: [FULL_BATCH] },
  { id: 'OPT-11', what: 'Newton, Levenberg–Marquardt', kinds: { optimizers: ['newton', 'levenbergMarquardt'] }, tests: [FULL_BATCH] },
  { id: 'OPT-12', what: 'Hessian-free', kinds: { optimizers: ['hessianFree'] }, tests: [FULL_BATCH] },
  { id: 'OPT-13', what: 'Lion, LAMB, decoupled weight decay', kinds: { optimizers: ['lion', 'lamb', 'sgdW'] }, tests: [OPTIMIZERS] },

  { id: 'SCH-1', what: 'constant', kinds: { schedules: ['constant'] }, tests: [SCHEDULES] },
  { id: 'SCH-2', what: 'step, exponential, 1/t, polynomial, cosine, one cycle, warm-up', kinds: { schedules: ['step', 'exponential', 'inverseTime', 'polynomial', 'cosine', 'cosineRestarts', 'oneCycle'] }, files: ['core/schedules/warm-up.ts'], tests: [SCHEDULES] },
  { id: 'SCH-3', what: 'reduce on plateau', kinds: { schedules: ['reduceOnPlateau'] }, tests: [SCHEDULES] },
  { id: 'SCH-4', what: 'bold driver', kinds: { schedules: ['boldDriver'] }, tests: [SCHEDULES] },
  { id: 'SCH-5', what: 'rates by layer, by √fan-in', files: ['core/schedules/layer-rates.ts'], tests: [SCHEDULES] },
  { id: 'SCH-6', what: 'range test', kinds: { schedules: ['rangeTest'] }, tests: ['test/core/range-test.test.ts'] },

  { id: 'BAT-1', what: 'shuffling, classes in turn', files: ['core/trainer/sample-order.ts'], tests: [ORDER] },
  { id: 'BAT-2', what: 'class-balanced batches', files: ['core/trainer/sample-order.ts'], tests: [ORDER] },
  { id: 'BAT-3', what: 'emphasis on large errors', files: ['core/trainer/sample-order.ts'], tests: [ORDER] },
  { id: 'BAT-4', what: 'the last, partial batch', files: ['core/trainer/train.ts'], tests: ['test/core/train.test.ts'] },

  { id: 'REG-1', what: 'L2, L1, elastic net, weight elimination', kinds: { regularizers: ['l2', 'l1', 'elasticNet', 'weightElimination'] }, tests: [REGULARIZERS] },
  { id: 'REG-2', what: 'max-norm', kinds: { regularizers: ['maxNorm'] }, tests: [REGULARIZERS] },
  { id: 'REG-3', what: 'noise on inputs, weights, activities, targets', kinds: { layers: ['gaussianNoise'], augmentations: ['noise', 'targetNoise'] }, files: ['core/layers/weight-noise.ts'], tests: [RANDOM, AUGMENTATION] },
  { id: 'REG-4', what: 'early stopping', files: ['core/trainer/best-epoch.ts'], tests: ['test/core/train.test.ts'] },
  { id: 'REG-5', what: 'dropout', kinds: { layers: ['dropout'] }, tests: [RANDOM, GRADIENTS] },
  { id: 'REG-6', what: 'gradient clipping', kinds: { regularizers: ['clipValue', 'clipNorm'] }, tests: [REGULARIZERS] },
  { id: 'REG-7', what: 'augmentation', kinds: { augmentations: ['shift', 'rotate', 'scale', 'shear', 'flip', 'elastic', 'noise', 'mixup'] }, tests: [AUGMENTATION, 'test/core/batch-feed.test.ts'] },
  { id: 'REG-8', what: 'ensembles, Monte-Carlo dropout', kinds: { ensembles: ['bagging', 'seeds', 'topologies', 'monteCarloDropout'] }, tests: [ENSEMBLES] },
  { id: 'REG-9', what: 'Bayesian averaging', kinds: { ensembles: ['stochasticGradientLangevin', 'hamiltonianMonteCarlo'] }, tests: ['test/core/bayesian-averaging.test.ts'] },
  { id: 'REG-10', what: 'multi-task', files: ['core/experiment/read-outputs.ts'], tests: [GRAPH] },
  { id: 'REG-11', what: 'batch normalization', kinds: { layers: ['batchNormalization'] }, tests: [GRADIENTS, LAYERS_GOLDEN] },

  { id: '§14', what: 'the advice the lectures end with', files: ['core/advice/advise.ts', 'core/advice/design/index.ts', 'core/advice/run/index.ts'], tests: [ADVICE] },
]
