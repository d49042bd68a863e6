import { createRandom } from '../../math/random.ts'
import { float, int } from '../../schema/hyperparameter.ts'
import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { classesDataset, describeClasses, numbered, samplesOf } from '../generated.ts'
import { unitVector } from '../unit-vector.ts'

const madeOf = ({ samples, features }: { readonly samples: number; readonly features: number }) =>
  ({ name: 'Linearly separable', samples, inputShape: [features], featureNames: numbered('x', features), targetName: 'side', classes: ['0', '1'] })

export const linearlySeparable = defineGenerator({
  label: text('Linearly separable', 'Linealmente separables'),
  doc: text(
    'Two classes on the two sides of a hyperplane drawn at random, none closer to it than the margin: a perceptron ends after $(R/γ)^2$ mistakes at most, R being the greatest length of a sample and γ the margin.',
    'Dos clases a los dos lados de un hiperplano sorteado, ninguna más cerca que el margen: un perceptrón termina tras $(R/γ)^2$ errores como mucho, con R la mayor longitud de una muestra y γ el margen.',
  ),
  reference: 'Novikoff (1962), "On convergence proofs on perceptrons"; lecture 000 (perceptrons)',
  hyperparameters: {
    samples: samplesOf(200),
    features: int({ default: 2, min: 1, max: 1000, label: text('Features', 'Variables'), doc: text('Dimensions of the space.', 'Dimensiones del espacio.') }),
    margin: float({ default: 0.1, min: 0, label: text('Margin', 'Margen'), doc: text('Least distance from the hyperplane, which goes through the origin.', 'Menor distancia al hiperplano, que pasa por el origen.') }),
  },
  describe: (hyperparameters) => describeClasses(madeOf(hyperparameters)),
  generate({ margin, ...hyperparameters }, seed) {
    const { features } = hyperparameters
    const normal = unitVector(features, createRandom(seed, 'generate/Linearly separable/plane'))
    return classesDataset(madeOf(hyperparameters), seed, (label, _, random, sample) => {
      let along = 0
      for (let k = 0; k < features; k++) along += normal[k] * (sample[k] = random.normal())
      // Mirrored to the side of its class if need be, and moved away from the plane by the margin.
      const wanted = (label === 1 ? 1 : -1) * (Math.abs(along) + margin)
      for (let k = 0; k < features; k++) sample[k] += (wanted - along) * normal[k]
    })
  },
})
