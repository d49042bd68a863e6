import { createRandom } from '../../math/random.ts'
import { float, int } from '../../schema/hyperparameter.ts'
import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { classesDataset, describeClasses, numbered, samplesOf } from '../generated.ts'

const madeOf = ({ samples, classes, features }: { readonly samples: number; readonly classes: number; readonly features: number }) =>
  ({ name: 'Blobs', samples, inputShape: [features], featureNames: numbered('x', features), targetName: 'class', classes: Array.from({ length: classes }, (_, label) => String(label)) })

export const blobs = defineGenerator({
  label: text('Blobs', 'Nubes'),
  doc: text('Round clouds around centres drawn at random, one for each class, in any number of dimensions.', 'Nubes redondas en torno a centros sorteados, una por clase, en cualquier número de dimensiones.'),
  reference: 'Pedregosa et al. (2011), scikit-learn, make_blobs',
  hyperparameters: {
    samples: samplesOf(600),
    classes: int({ default: 3, min: 2, max: 100, label: text('Classes', 'Clases'), doc: text('How many clouds there are.', 'Cuántas nubes hay.') }),
    features: int({ default: 2, min: 1, max: 1000, label: text('Features', 'Variables'), doc: text('Dimensions of the space.', 'Dimensiones del espacio.') }),
    range: float({ default: 5, above: 0, label: text('Range', 'Intervalo'), doc: text('The centres lie between −r and r along every axis.', 'Los centros están entre −r y r en cada eje.') }),
    deviation: float({ default: 1, min: 0, label: text('Deviation', 'Desviación'), doc: text('Standard deviation of each cloud along every axis.', 'Desviación típica de cada nube en cada eje.') }),
  },
  describe: (hyperparameters) => describeClasses(madeOf(hyperparameters)),
  generate({ range, deviation, ...hyperparameters }, seed) {
    const { classes, features } = hyperparameters
    const draw = createRandom(seed, 'generate/Blobs/centres')
    const centres = Float64Array.from({ length: classes * features }, () => range * (2 * draw.uniform() - 1))
    return classesDataset(madeOf(hyperparameters), seed, (label, _, random, sample) => {
      for (let k = 0; k < features; k++) sample[k] = centres[label * features + k] + deviation * random.normal()
    })
  },
})
