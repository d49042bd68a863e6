import type { ActivationDefinition } from '../activations/definition.ts'
import { NO_SAMPLES, type PartData } from '../experiment/training-data.ts'
import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import { histogramOf, type Histogram } from '../math/histogram.ts'
import { sizeOf, type Shape } from '../math/shape.ts'
import { spreadPositions } from '../math/spread-positions.ts'
import { measureSignal, resolvedActivation, valueRangeOf, type ValueRange } from '../network/layer-signal.ts'
import type { NamedParameter } from '../network/build-network.ts'
import type { Numbers } from '../ops/tensor.ts'
import type { Resolved } from '../schema/registry.ts'
import { selectSamples } from './ensemble-members.ts'
import type { Session } from './session.ts'

/** What the numbers of a layer are: its trained parameters, their gradients, what it gives. */
export const LAYER_NUMBERS = ['weights', 'gradients', 'activations'] as const
export type LayerNumbers = (typeof LAYER_NUMBERS)[number]

/** The scalars of a layer, each a curve of its own. */
export const LAYER_SCALARS = ['gradientNorm', 'weightNorm', 'updateRatio', 'deadShare', 'saturatedShare'] as const
export type LayerScalar = (typeof LAYER_SCALARS)[number]

/** A layer at one step. Norms are over all its trained parameters; null where it has none. */
export interface LayerMeasure {
  readonly id: string
  /** ‖g‖ of the step's gradient, penalties and limits included. */
  readonly gradientNorm: number | null
  /** ‖w‖ after the step. */
  readonly weightNorm: number | null
  /** ‖Δw‖ / ‖w‖ of the step, w before it; null where ‖w‖ was 0. */
  readonly updateRatio: number | null
  /** The part of its units that give 0 for every sample; null where its activation never gives exactly 0. */
  readonly deadShare: number | null
  /** The part of its outputs near an asymptote; null where its activation has none. */
  readonly saturatedShare: number | null
  readonly histograms: Readonly<Record<LayerNumbers, Histogram | null>>
}

/** Looks at the layers of a network while it trains. */
export interface LayerDiagnostics {
  /** Call it before the step that is measured. */
  begin(): void
  /** After that step; `gradientOf` gives what it followed. */
  measure(gradientOf: (parameter: NamedParameter, index: number) => Numbers): readonly LayerMeasure[]
}

const MOST_ROWS = 128
/** Of all layers' outputs together: what is measured in a moment, and what a few samples may take of the memory. */
const MOST_NUMBERS = 120_000
const MOST_KEPT = 8_000_000
/** Dead units cannot be told from fewer. */
const FEW_ROWS = 8
/** Far enough below 0 for a unit that can be off to be off, near enough for those that only come close to 0. */
const OFF_AT = -5

/** How many samples are looked at, so that it costs little; one at least. */
export function diagnosedRows({ network: { layers } }: Pick<ResolvedExperiment, 'network'>, sampleCount: number): number {
  const outputs = layers.reduce((sum, { outputShape }) => sum + sizeOf(outputShape), 1)
  const few = Math.max(1, Math.min(FEW_ROWS, Math.floor(MOST_KEPT / outputs)))
  return Math.min(sampleCount, MOST_ROWS, Math.max(few, Math.floor(MOST_NUMBERS / outputs)))
}

interface DiagnosedLayer {
  readonly id: string
  readonly shape: Shape
  /** Positions in `network.parameters`. */
  readonly parameters: readonly number[]
  readonly range: ValueRange | null
  readonly canDie: boolean
}

/** The layers that are measured: those with trained parameters, or with an activation. */
function diagnosedLayers({ network: { layers } }: Pick<ResolvedExperiment, 'network'>, parameters: readonly NamedParameter[]): readonly DiagnosedLayer[] {
  return layers.flatMap(({ id, outputShape, resolved }): readonly DiagnosedLayer[] => {
    const own = parameters.flatMap(({ layer }, index) => (layer === id ? [index] : []))
    const activation = resolvedActivation(resolved.hyperparameters)
    const isActive = activation !== null && activation.kind !== 'linear'
    if (own.length === 0 && !isActive) return []
    return [{ id, shape: outputShape, parameters: own, range: isActive ? valueRangeOf(activation) : null, canDie: isActive && givesZero(activation) }]
  })
}

const givesZero = ({ definition, hyperparameters }: Resolved<ActivationDefinition>): boolean => definition.value(OFF_AT, hyperparameters) === 0

/**
 * Measures a session's layers. Activations are those of some training samples, always the same, in inference mode: no statistics and no
 * random numbers of the training are touched, so its weights stay what they are.
 */
export function createLayerDiagnostics(experiment: ResolvedExperiment, session: Session, training: PartData): LayerDiagnostics {
  const { network } = session
  const layers = diagnosedLayers(experiment, network.parameters)
  const rows = diagnosedRows(experiment, training.sampleCount)
  const observe = session.observer(rows === 0 ? NO_SAMPLES : selectSamples(training, spreadPositions(training.sampleCount, rows)))
  const before = network.all.value.data.slice()

  return {
    begin: () => before.set(network.all.value.data),
    measure(gradientOf) {
      const outputs = observe()
      return layers.map(({ id, shape, parameters: own, range, canDie }): LayerMeasure => {
        const values = own.map((index) => network.parameters[index].value.data)
        const gradients = own.map((index) => gradientOf(network.parameters[index], index))
        const norms = own.length === 0 ? null : normsOf(own.map((index, position) => ({ value: values[position], gradient: gradients[position], before: before.subarray(network.parameters[index].offset, network.parameters[index].offset + values[position].length) })))
        const given = outputs.get(id)!.data
        const signal = range === null && !canDie ? null : measureSignal(given, rows, shape, range)
        return {
          id,
          gradientNorm: norms?.gradient ?? null,
          weightNorm: norms?.weight ?? null,
          updateRatio: norms?.ratio ?? null,
          deadShare: canDie && signal !== null ? signal.deadUnits / signal.units : null,
          saturatedShare: signal?.saturatedShare ?? null,
          histograms: { weights: histogramOf(values), gradients: histogramOf(gradients), activations: histogramOf([given]) },
        }
      })
    },
  }
}

function normsOf(tensors: readonly { readonly value: Numbers; readonly gradient: Numbers; readonly before: Numbers }[]): { readonly gradient: number; readonly weight: number; readonly ratio: number | null } {
  let [gradients, weights, starts, changes] = [0, 0, 0, 0]
  for (const { value, gradient, before } of tensors) {
    for (let i = 0; i < value.length; i++) {
      const change = value[i] - before[i]
      gradients += gradient[i] * gradient[i]
      weights += value[i] * value[i]
      starts += before[i] * before[i]
      changes += change * change
    }
  }
  return { gradient: Math.sqrt(gradients), weight: Math.sqrt(weights), ratio: starts === 0 ? null : Math.sqrt(changes / starts) }
}
