import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { TrainingData } from '../experiment/training-data.ts'
import { createRandom } from '../math/random.ts'
import type { NamedParameter } from '../network/build-network.ts'
import { createReferenceEngine } from '../ops/reference/engine.ts'
import { text, type Text } from '../schema/text.ts'
import { createSession, type Session } from './session.ts'

export interface ParameterCheck {
  readonly layer: string
  readonly parameter: string
  /** ‖analytic − numeric‖ / (‖analytic‖ + ‖numeric‖) over the elements checked, where these are not lost in rounding. */
  readonly relativeError: number
  readonly elements: number
}

export interface GradientCheck {
  readonly maxRelativeError: number
  readonly samples: number
  readonly layers: readonly ParameterCheck[]
  /** Why there was nothing to check; null where there was. */
  readonly note: Text | null
}

const WITHOUT_GRADIENTS = text(
  'Gradients do not apply: the rule that trains this network uses none, and its threshold units have none.',
  'Los gradientes no vienen al caso: la regla que entrena esta red no los usa, y sus neuronas de umbral no los tienen.',
)

/** Enough for every unit to matter, few enough that a large network is checked in seconds. */
const SAMPLES = 8
const ELEMENTS_PER_PARAMETER = 40
/** Tried in turn: a smaller step crosses fewer kinks of piecewise linear units, a larger one loses fewer digits. */
const STEPS = [1e-4, 1e-5, 1e-6]
/** Added to the size of each element's gradient: differences of a loss do not tell smaller ones from 0, as that of a bias before a normalization. */
const SMALLEST = 1e-5

/**
 * Compares back-propagated gradients with central differences of the loss (with its penalties), in float64 on the reference ops,
 * in training mode on the first samples of the training part. Dropout masks are held fixed. Of rules that learn without gradients, the
 * network's are checked all the same, unless it has none.
 */
export function checkGradients(experiment: ResolvedExperiment, data: TrainingData): GradientCheck {
  const { definition } = experiment.optimizer
  if (definition.sort === 'rule' && !definition.hasGradients) return { maxRelativeError: 0, samples: 0, layers: [], note: WITHOUT_GRADIENTS }
  // Samples are taken as they are: what augmentation makes of them is no function of the parameters.
  const session = createSession({ ...experiment, augmentation: [] }, createReferenceEngine(), data.parts.train)
  const positions = Int32Array.from({ length: Math.min(SAMPLES, data.parts.train.sampleCount) }, (_, i) => i)
  session.gradientStep(positions, 1)
  const analytic = session.network.parameters.map(({ gradient }) => Float64Array.from(gradient.data))
  const layers = session.network.parameters.map((parameter, index) => checkParameter(session, positions, parameter, analytic[index], experiment))
  return {
    maxRelativeError: layers.reduce((worst, { relativeError }) => Math.max(worst, relativeError), 0),
    samples: positions.length,
    layers,
    note: null,
  }
}

function checkParameter(session: Session, positions: Int32Array, parameter: NamedParameter, analytic: Float64Array, experiment: ResolvedExperiment): ParameterCheck {
  const chosen = chooseElements(analytic, createRandom(experiment.seed, `gradient-check/${parameter.name}`))
  const total = (): number => {
    const { loss, penalty } = session.gradientStep(positions, 1)
    return loss + penalty
  }
  let difference = 0
  let size = 0
  for (const element of chosen) {
    const numeric = centralDifference(parameter.value.data, element, analytic[element], total)
    difference += (numeric - analytic[element]) ** 2
    size += (Math.abs(numeric) + Math.abs(analytic[element]) + SMALLEST) ** 2
  }
  return {
    layer: parameter.layer,
    parameter: parameter.name,
    relativeError: Math.sqrt(difference / size),
    elements: chosen.length,
  }
}

/** The elements with the largest gradients, where a wrong formula shows most, and as many random ones. */
function chooseElements(gradient: Float64Array, random: { integer(below: number): number }): number[] {
  if (gradient.length <= ELEMENTS_PER_PARAMETER) return [...gradient.keys()]
  const largest = [...gradient.keys()].sort((a, b) => Math.abs(gradient[b]) - Math.abs(gradient[a])).slice(0, ELEMENTS_PER_PARAMETER / 2)
  const chosen = new Set(largest)
  while (chosen.size < ELEMENTS_PER_PARAMETER) chosen.add(random.integer(gradient.length))
  return [...chosen]
}

/** Of the steps tried, the estimate nearest to the gradient under test: a wrong gradient is far from all of them. */
function centralDifference(values: { [index: number]: number }, index: number, expected: number, loss: () => number): number {
  const kept = values[index]
  let nearest = NaN
  for (const step of STEPS) {
    values[index] = kept + step
    const above = loss()
    values[index] = kept - step
    const below = loss()
    const estimate = (above - below) / (2 * step)
    if (!(Math.abs(estimate - expected) >= Math.abs(nearest - expected))) nearest = estimate
    if (Math.abs(nearest - expected) < 1e-9 * Math.abs(expected)) break
  }
  values[index] = kept
  return nearest
}
