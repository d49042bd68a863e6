import { createRandom, streamNumber } from '../math/random.ts'
import type { Ops } from '../ops/ops.ts'
import type { Tensor } from '../ops/tensor.ts'
import { choice, flag, float } from '../schema/hyperparameter.ts'
import { SpecError } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { definePretraining, isWithinUnit, writeRows, type LearnerContext } from './definition.ts'

/** Adam's moments and ε, as its paper recommends them. */
const BETA1 = 0.9
const BETA2 = 0.999
const EPSILON = 1e-8

export const autoencoder = definePretraining({
  label: text('Autoencoders', 'Autocodificadores'),
  doc: text(
    'Each hidden layer learns to give back what it reads, through a decoder of its own that is thrown away: x̂ = g(W′ f(W x + b) + b′). With corruption, from spoilt inputs (denoising). Steps by Adam.',
    'Cada capa oculta aprende a devolver lo que lee, con un decodificador propio que luego se tira: x̂ = g(W′ f(W x + b) + b′). Con corrupción, a partir de entradas estropeadas (reductor de ruido). Pasos con Adam.',
  ),
  reference: 'Bengio et al. (2007), Greedy layer-wise training; Vincent et al. (2008), Denoising autoencoders; lecture 000',
  hyperparameters: {
    learningRate: float({ label: text('Learning rate', 'Tasa de aprendizaje'), default: 0.001, above: 0, max: 10, scale: 'log', doc: text('Length of Adam’s steps in pre-training.', 'Longitud de los pasos de Adam en el preentrenamiento.') }),
    corruption: choice({
      label: text('Corruption', 'Corrupción'),
      default: 'masking',
      options: { none: text('None', 'Ninguna'), masking: text('Masking: inputs set to 0', 'Enmascarado: entradas puestas a 0'), gaussian: text('Gaussian noise', 'Ruido gaussiano') },
      doc: text('How the inputs are spoilt before they are encoded.', 'Cómo se estropean las entradas antes de codificarlas.'),
    }),
    amount: float({ label: text('Amount', 'Cantidad'), default: 0.25, min: 0, below: 1, doc: text('The fraction of inputs that is masked, or the noise’s standard deviation.', 'La fracción de entradas que se enmascara, o la desviación típica del ruido.') }),
    tiedWeights: flag({ label: text('Tied weights', 'Pesos compartidos'), default: true, doc: text('The decoder uses the encoder’s weights: W′ = Wᵀ.', 'El decodificador usa los pesos del codificador: W′ = Wᵀ.') }),
    loss: choice({
      label: text('Loss', 'Pérdida'),
      default: 'auto',
      options: {
        auto: text('By the range of the data', 'Según el rango de los datos'),
        crossEntropy: text('Cross-entropy, logistic decoder (data in 0 … 1)', 'Entropía cruzada, decodificador logístico (datos en 0 … 1)'),
        squaredError: text('Squared error, linear decoder', 'Error cuadrático, decodificador lineal'),
      },
      doc: text('What is made small, a mean over inputs and samples.', 'Lo que se hace pequeño, una media sobre entradas y muestras.'),
    }),
  },
  check: () => {},
  createLearner(context, { learningRate, corruption, amount, tiedWeights, loss }) {
    const { ops, seed, layer, weight, bias } = context
    const isBinary = usesCrossEntropy(context, loss)
    const decoder = tiedWeights ? null : createDecoder(context)
    const visibleBias = ops.create([layer.inputs])
    const trained: readonly (readonly [name: string, value: Tensor])[] = [['weight', weight], ...(bias === null ? [] : [['bias', bias] as const]), ['decoderBias', visibleBias], ...(decoder === null ? [] : [['decoderWeight', decoder] as const])]
    const tensors = new Map(trained.map(([name, value]) => [name, { value, gradient: ops.create(value.shape), m: ops.create(value.shape), v: ops.create(value.shape) }]))
    const gradientOf = (name: string): Tensor => tensors.get(name)!.gradient
    const coefficients = ops.create([16])
    return {
      state: Object.fromEntries([
        ['decoderBias', visibleBias], ...(decoder === null ? [] : [['decoderWeight', decoder] as const]),
        ...[...tensors].flatMap(([name, { m, v }]) => [[`m/${name}`, m], [`v/${name}`, v]] as const),
      ]),
      begin({ step }) {
        const root = Math.sqrt(1 - BETA2 ** step)
        coefficients.data.set([learningRate * root / (1 - BETA1 ** step), BETA1, BETA2, EPSILON * root, 0])
      },
      writeStep(x) {
        const mean = writeGradients(x)
        for (const { value, gradient, m, v } of tensors.values()) ops.adam({ value, gradient }, m, v, coefficients)
        return mean
      },
    }

    /** Loss and gradients of encoder and decoder. */
    function writeGradients(x: Tensor): Tensor {
      const [rows] = x.shape
      const spoilt = corrupt(ops, x, corruption, amount, seed, layer.id)
      const z = ops.create([rows, layer.units])
      ops.linear(spoilt, weight, bias, z)
      const encoded = layer.activation.definition.apply(ops, z, layer.activation.hyperparameters)
      const output = ops.create(x.shape)
      writeRows(ops, visibleBias, output)
      ops.matmul(encoded.y, decoder ?? weight, output, { accumulate: true })
      const losses = ops.create([rows])
      const dOutput = ops.create(x.shape)
      if (isBinary) ops.binaryCrossEntropy(output, x, { losses, gradient: dOutput, scale: 1 })
      else ops.squaredError(output, x, { losses, gradient: dOutput, scale: 1 })
      const mean = ops.create([1])
      ops.mean(losses, mean)
      ops.columnSums(dOutput, gradientOf('decoderBias'))
      ops.matmul(encoded.y, dOutput, gradientOf(decoder === null ? 'weight' : 'decoderWeight'), { transposeA: true })
      const dEncoded = ops.create([rows, layer.units])
      ops.matmul(dOutput, decoder ?? weight, dEncoded, { transposeB: true })
      const dz = encoded.backward(dEncoded)
      ops.matmul(dz, spoilt, gradientOf('weight'), { transposeA: true, accumulate: decoder === null })
      if (bias !== null) ops.columnSums(dz, gradientOf('bias'))
      return mean
    }
  },
})

function usesCrossEntropy({ layer, statistics }: LearnerContext, loss: 'auto' | 'crossEntropy' | 'squaredError'): boolean {
  if (loss !== 'crossEntropy' || isWithinUnit(statistics)) return loss === 'crossEntropy' || (loss === 'auto' && isWithinUnit(statistics))
  throw new SpecError([{
    path: 'pretraining.loss',
    expected: text(`inputs of "${layer.id}" between 0 and 1 for a cross-entropy`, `entradas de "${layer.id}" entre 0 y 1 para una entropía cruzada`),
    received: `${statistics.minimum} … ${statistics.maximum}`,
    fix: text('scale them with minMax, or set pretraining.loss to squaredError', 'escálelas con minMax, o ponga pretraining.loss a squaredError'),
  }])
}

/** Weights of its own for the decoder, laid out like the encoder's; Glorot's variance. */
function createDecoder({ ops, seed, layer: { id, units, inputs } }: LearnerContext): Tensor {
  const decoder = ops.create([units, inputs])
  const random = createRandom(seed, `pretraining/${id}/decoder`)
  const limit = Math.sqrt(6 / (units + inputs))
  for (let i = 0; i < decoder.data.length; i++) decoder.data[i] = limit * (2 * random.uniform() - 1)
  return decoder
}

function corrupt(ops: Ops, x: Tensor, corruption: 'none' | 'masking' | 'gaussian', amount: number, seed: number, layer: string): Tensor {
  if (corruption === 'none' || amount === 0) return x
  const spoilt = ops.create(x.shape)
  const stream = streamNumber(`pretraining/${layer}/corruption`)
  if (corruption === 'masking') {
    ops.dropoutMask(spoilt, 1 - amount, seed, stream)
    // Masked values are missing, not made up for: the others keep their size.
    ops.scale(1 - amount, spoilt, spoilt)
    ops.multiply(x, spoilt, spoilt)
  } else {
    ops.normalNoise(spoilt, amount, seed, stream)
    ops.add(x, spoilt, spoilt)
  }
  return spoilt
}
