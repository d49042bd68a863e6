import { streamNumber } from '../math/random.ts'
import type { Ops } from '../ops/ops.ts'
import type { Tensor } from '../ops/tensor.ts'
import { choice, flag, float, int } from '../schema/hyperparameter.ts'
import { describeValue, SpecError } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { definePretraining, isWithinUnit, writeRows, type LearnerContext } from './definition.ts'

/** Hinton's practical guide, section 9: little momentum until the large first gradients are over. */
const INITIAL_MOMENTUM = 0.5
const INITIAL_EPOCHS = 5
/** Section 8.1: visible biases start at log(p / (1 − p)); p is kept from 0 and 1, where it would be infinite. */
const LEAST_PROBABILITY = 0.01

export const rbm = definePretraining({
  label: text('Restricted Boltzmann machines', 'Máquinas de Boltzmann restringidas'),
  doc: text(
    'Each hidden layer becomes a model of what it reads, P(v, h) ∝ exp(bᵀv + cᵀh + hᵀW v), by contrastive divergence: ΔW = η (⟨h vᵀ⟩ of the data − ⟨h vᵀ⟩ after k steps of Gibbs sampling). Its hidden units are logistic. The loss shown is the squared reconstruction error.',
    'Cada capa oculta se vuelve un modelo de lo que lee, P(v, h) ∝ exp(bᵀv + cᵀh + hᵀW v), por divergencia contrastiva: ΔW = η (⟨h vᵀ⟩ de los datos − ⟨h vᵀ⟩ tras k pasos de muestreo de Gibbs). Sus neuronas ocultas son logísticas. La pérdida que se muestra es el error cuadrático de reconstrucción.',
  ),
  reference: 'Hinton (2002), Training products of experts; Hinton & Salakhutdinov (2006); Hinton (2010), A practical guide to training RBMs; lecture 000',
  hyperparameters: {
    learningRate: float({ label: text('Learning rate', 'Tasa de aprendizaje'), default: 0.05, above: 0, max: 10, scale: 'log', doc: text('Length of a step in pre-training; for Gaussian visible units 0.001 or so.', 'Longitud de un paso en el preentrenamiento; con unidades visibles gaussianas, 0.001 o así.') }),
    steps: int({ label: text('Gibbs steps k', 'Pasos de Gibbs k'), default: 1, min: 1, max: 1000, scale: 'log', doc: text('CD-k: more of them are slower and nearer to the gradient of the likelihood.', 'CD-k: más son más lentos y más cercanos al gradiente de la verosimilitud.') }),
    visible: choice({
      label: text('Visible units', 'Unidades visibles'),
      default: 'auto',
      options: { auto: text('By the range of the data', 'Según el rango de los datos'), bernoulli: text('Bernoulli (data in 0 … 1)', 'Bernoulli (datos en 0 … 1)'), gaussian: text('Gaussian of variance 1 (standardized data)', 'Gaussianas de varianza 1 (datos estandarizados)') },
      doc: text('What the layer’s inputs are taken for.', 'Por qué se toman las entradas de la capa.'),
    }),
    sampleVisible: flag({ label: text('Sample visible units', 'Muestrear unidades visibles'), default: false, doc: text('Draws reconstructions instead of taking their means: more noise, and exact Gibbs sampling.', 'Sortea las reconstrucciones en vez de tomar sus medias: más ruido, y muestreo de Gibbs exacto.') }),
    momentum: float({ label: text('Momentum', 'Momento'), default: 0.9, min: 0, below: 1, doc: text('Of the last step, what the next keeps; at most 0.5 in the first five epochs.', 'Lo que el siguiente paso conserva del último; como mucho 0.5 en las cinco primeras épocas.') }),
    weightDecay: float({ label: text('Weight decay λ', 'Decaimiento de pesos λ'), default: 0.0002, min: 0, max: 1, scale: 'log', doc: text('Adds λ w to the gradient of every weight; biases are left alone.', 'Suma λ w al gradiente de cada peso; los sesgos quedan libres.') }),
  },
  check({ id, index, bias, activation }, _hyperparameters, issues) {
    if (activation.kind !== 'logistic' || (activation.hyperparameters as { slope?: number }).slope !== 1) {
      issues.push({
        path: `network.layers[${index}].activation`,
        expected: text('logistic with slope 1: that is what hidden units of a restricted Boltzmann machine are', 'logistic con pendiente 1: eso son las unidades ocultas de una máquina de Boltzmann restringida'),
        received: describeValue(activation.kind),
        fix: text(`set the activation of "${id}" to logistic, or pretraining.kind to autoencoder`, `ponga la activación de "${id}" a logistic, o pretraining.kind a autoencoder`),
      })
    }
    if (!bias) issues.push({ path: `network.layers[${index}].bias`, expected: text('true: hidden units of a restricted Boltzmann machine have a bias', 'true: las unidades ocultas de una máquina de Boltzmann restringida tienen sesgo'), received: 'false', fix: text('leave bias out', 'quite bias') })
  },
  createLearner(context, { learningRate, steps, visible, sampleVisible, momentum, weightDecay }) {
    const { ops, seed, layer, weight, bias } = context
    const isBernoulli = hasBernoulliUnits(context, visible)
    const visibleBias = createVisibleBias(context, isBernoulli)
    const tensors = [['weight', weight], ['bias', bias!], ['visibleBias', visibleBias]] as const
    const velocities = Object.fromEntries(tensors.map(([name, { shape }]) => [name, ops.create(shape)])) as Record<(typeof tensors)[number][0], Tensor>
    const gradients = Object.fromEntries(tensors.map(([name, { shape }]) => [name, ops.create(shape)])) as typeof velocities
    const coefficients = ops.create([16])
    const stream = (what: string, turn: number): number => streamNumber(`pretraining/${layer.id}/${what}/${turn}`)
    return {
      state: { visibleBias, ...Object.fromEntries(tensors.map(([name]) => [`velocity/${name}`, velocities[name]])) },
      begin({ epoch }) {
        coefficients.data.set([learningRate, epoch > INITIAL_EPOCHS ? momentum : Math.min(momentum, INITIAL_MOMENTUM), 0])
      },
      writeStep(x) {
        const mean = writeStatistics(x)
        ops.addScaled(weightDecay, weight, gradients.weight)
        for (const [name, value] of tensors) ops.momentum({ value, gradient: gradients[name] }, velocities[name], coefficients, false)
        return mean
      },
    }

    /** Minus the contrastive divergence per sample into the gradients; returns the mean reconstruction error. */
    function writeStatistics(x: Tensor): Tensor {
      const rows = x.shape[0]
      const mean = ops.create([1])
      const hidden = writeHidden(x)
      let reconstruction = x
      let probabilities = hidden
      for (let turn = 0; turn < steps; turn++) {
        const drawn = drawBits(ops, probabilities, seed, stream('hidden', turn))
        reconstruction = writeVisible(drawn, turn)
        probabilities = writeHidden(reconstruction)
        if (turn === 0) writeError(x, reconstruction, mean)
      }
      // d(−log P)/dW = ⟨h vᵀ⟩ of the model − ⟨h vᵀ⟩ of the data.
      const negative = scaled(probabilities, 1 / rows)
      const positive = scaled(hidden, -1 / rows)
      ops.matmul(negative, reconstruction, gradients.weight, { transposeA: true })
      ops.matmul(positive, x, gradients.weight, { transposeA: true, accumulate: true })
      ops.columnSums(negative, gradients.bias)
      ops.columnSums(positive, gradients.bias, true)
      ops.columnSums(scaled(reconstruction, 1 / rows), gradients.visibleBias)
      ops.columnSums(scaled(x, -1 / rows), gradients.visibleBias, true)
      return mean
    }

    function scaled(x: Tensor, factor: number): Tensor {
      const y = ops.create(x.shape)
      ops.scale(factor, x, y)
      return y
    }

    /** P(h = 1 | v). */
    function writeHidden(v: Tensor): Tensor {
      const h = ops.create([v.shape[0], layer.units])
      ops.linear(v, weight, bias, h)
      ops.unary('logistic', h, h)
      return h
    }

    /** The mean of v given h, or a sample. */
    function writeVisible(h: Tensor, turn: number): Tensor {
      const v = ops.create([h.shape[0], layer.inputs])
      writeRows(ops, visibleBias, v)
      ops.matmul(h, weight, v, { accumulate: true })
      if (isBernoulli) ops.unary('logistic', v, v)
      if (!sampleVisible) return v
      if (isBernoulli) return drawBits(ops, v, seed, stream('visible', turn))
      const noise = ops.create(v.shape)
      ops.normalNoise(noise, 1, seed, stream('visible', turn))
      ops.add(v, noise, v)
      return v
    }

    function writeError(x: Tensor, reconstruction: Tensor, mean: Tensor): void {
      const errors = ops.create([x.shape[0]])
      ops.squaredError(reconstruction, x, { losses: errors, gradient: null, scale: 1 })
      ops.mean(errors, mean)
    }
  },
})

/** 1 with the given probabilities, else 0: 1 where p − u ≥ 0 with u uniform. */
function drawBits(ops: Ops, probabilities: Tensor, seed: number, stream: number): Tensor {
  const bits = ops.create(probabilities.shape)
  ops.uniformNoise(bits, seed, stream)
  ops.scale(-1, bits, bits)
  ops.add(probabilities, bits, bits)
  ops.unary('step', bits, bits)
  return bits
}

function hasBernoulliUnits({ layer, statistics }: LearnerContext, visible: 'auto' | 'bernoulli' | 'gaussian'): boolean {
  if (visible !== 'bernoulli' || isWithinUnit(statistics)) return visible === 'bernoulli' || (visible === 'auto' && isWithinUnit(statistics))
  throw new SpecError([{
    path: 'pretraining.visible',
    expected: text(`inputs of "${layer.id}" between 0 and 1 for Bernoulli units`, `entradas de "${layer.id}" entre 0 y 1 para unidades de Bernoulli`),
    received: `${statistics.minimum} … ${statistics.maximum}`,
    fix: text('scale them with minMax, or set pretraining.visible to gaussian and standardize', 'escálelas con minMax, o ponga pretraining.visible a gaussian y estandarice'),
  }])
}

/** What the layer's inputs are on average, as the bias that gives just that. */
function createVisibleBias({ ops, layer, statistics: { means } }: LearnerContext, isBernoulli: boolean): Tensor {
  const bias = ops.create([layer.inputs])
  means.forEach((mean, i) => {
    const p = Math.min(1 - LEAST_PROBABILITY, Math.max(LEAST_PROBABILITY, mean))
    bias.data[i] = isBernoulli ? Math.log(p / (1 - p)) : mean
  })
  return bias
}
