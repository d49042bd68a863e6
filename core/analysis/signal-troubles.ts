import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import { DATA_INPUT } from '../network/read-layer-names.ts'
import { text, type Text } from '../schema/text.ts'
import { resolvedActivation, valueRangeOf } from '../network/layer-signal.ts'
import type { LayerLook } from './look-inside.ts'

export type TroubleKind = 'not-finite' | 'dead' | 'saturated' | 'vanishing-signal' | 'exploding-signal' | 'vanishing-gradient' | 'exploding-gradient'

/** Something in a layer that will keep a network from learning. */
export interface Trouble {
  readonly layer: string
  readonly kind: TroubleKind
  /** The part of its units or numbers, or how many times as large (or small) as they should be. */
  readonly amount: number
  /** What is wrong, and what it leads to. */
  readonly sentence: Text
}

/** A part of the units that is always off, or of the numbers that is saturated, from which a layer is in trouble. */
export const MUCH = 0.4
/** Of what comes in, or of the range of the activation. */
const FAINT = 0.01
const FAINT_IN_RANGE = 0.004
const LOUD = 100
/** Of the gradient at the outputs. */
export const LOST = 1 / 300
export const BLOWN_UP = 300
/** Variation cannot be judged by a few samples. */
const LEAST_ROWS = 8

/** Judges each layer by what it gives for `rows` samples and by the gradient that reaches it; `heads` are the layers with a loss. */
export function findTroubles(experiment: ResolvedExperiment, looks: readonly LayerLook[], rows: number, heads: ReadonlySet<string>): readonly Trouble[] {
  const incoming = rows < LEAST_ROWS ? () => null : referenceOf(experiment, looks)
  const atHeads = Math.max(0, ...looks.filter(({ layer }) => heads.has(layer)).map(({ gradient }) => gradient?.norm ?? 0))
  const weighted = new Set(experiment.network.layers.filter(({ parameters }) => parameters.length > 0).map(({ id }) => id))
  const active = new Map(experiment.network.layers.map(({ id, resolved }) => [id, resolvedActivation(resolved.hyperparameters)]))
  return looks.flatMap((look) => {
    const { layer, signal } = look
    if (layer === DATA_INPUT) return []
    const activation = active.get(layer) ?? null
    const range = activation === null ? null : valueRangeOf(activation)
    const found = signalTrouble(look, { incoming: incoming(layer), range: range === null ? null : range.high - range.low, isWeighted: weighted.has(layer), isActive: activation !== null && activation.kind !== 'linear' })
    if (found !== null) return [found]
    return weighted.has(layer) && !heads.has(layer) && signal.finite ? gradientTrouble(look, atHeads) : []
  })
}

interface Circumstances {
  /** How much the data vary from sample to sample; null where that cannot be compared. */
  readonly incoming: number | null
  readonly range: number | null
  readonly isWeighted: boolean
  readonly isActive: boolean
}

function signalTrouble({ layer, signal }: LayerLook, { incoming, range, isWeighted, isActive }: Circumstances): Trouble | null {
  const { finite, deadUnits, units, saturatedShare, variation } = signal
  const judge = (kind: TroubleKind, amount: number): Trouble => ({ layer, kind, amount, sentence: troubleSentence(kind, layer, amount) })
  if (!finite) return judge('not-finite', 1)
  if (isActive && deadUnits / units >= MUCH) return judge('dead', deadUnits / units)
  if (saturatedShare !== null && saturatedShare >= MUCH) return judge('saturated', saturatedShare)
  if (!isWeighted || incoming === null) return null
  if (range !== null) return variation < FAINT_IN_RANGE * range ? judge('vanishing-signal', range / Math.max(variation, Number.MIN_VALUE)) : null
  if (variation < FAINT * incoming) return judge('vanishing-signal', incoming / Math.max(variation, Number.MIN_VALUE))
  return variation > LOUD * incoming ? judge('exploding-signal', variation / incoming) : null
}

function gradientTrouble({ layer, gradient }: LayerLook, atHeads: number): readonly Trouble[] {
  if (gradient === null || atHeads === 0) return []
  const ratio = gradient.norm / atHeads
  if (ratio < LOST) return [{ layer, kind: 'vanishing-gradient', amount: 1 / Math.max(ratio, Number.MIN_VALUE), sentence: troubleSentence('vanishing-gradient', layer, 1 / Math.max(ratio, Number.MIN_VALUE)) }]
  return ratio > BLOWN_UP ? [{ layer, kind: 'exploding-gradient', amount: ratio, sentence: troubleSentence('exploding-gradient', layer, ratio) }] : []
}

/** What a layer's variation is compared with: that of the data, or of the embedding between them. */
function referenceOf({ network }: ResolvedExperiment, looks: readonly LayerLook[]): (layer: string) => number | null {
  const embedding = network.layers.find(({ resolved: { kind } }) => kind === 'embedding')?.id
  const reference = looks.find(({ layer }) => layer === (embedding ?? DATA_INPUT))
  const variation = looks[0] === undefined || reference === undefined ? 0 : reference.signal.variation
  return (layer) => (layer === embedding || variation === 0 ? null : variation)
}

/** Amounts beyond it are said as "more than". */
const MOST_TIMES = 1e6

const percent = (share: number): string => `${Math.round(100 * share)} %`
const times = (amount: number, more: string): string => (amount > MOST_TIMES ? `${more} 10⁶` : String(Number(amount.toPrecision(2))))

/** What is wrong with a layer, and what it leads to. */
export function troubleSentence(kind: TroubleKind, layer: string, amount: number): Text {
  switch (kind) {
    case 'not-finite':
      return text(`${layer} gives values that are not finite: the run would end at its first step.`, `${layer} da valores no finitos: la ejecución terminaría en su primer paso.`)
    case 'dead':
      return text(`${percent(amount)} of the units of ${layer} are dead: they give 0 for every sample, and get no gradient.`, `El ${percent(amount)} de las unidades de ${layer} están muertas: dan 0 con cualquier muestra y no reciben gradiente.`)
    case 'saturated':
      return text(`${layer} is saturated: ${percent(amount)} of its outputs lie at an asymptote, where the slope is nearly 0.`, `${layer} está saturada: el ${percent(amount)} de sus salidas están en una asíntota, donde la pendiente es casi 0.`)
    case 'vanishing-signal':
      return text(`The signal fades in ${layer}: its outputs hardly change from sample to sample, ${times(amount, 'more than')} times less than they could.`, `La señal se apaga en ${layer}: sus salidas apenas cambian de una muestra a otra, ${times(amount, 'más de')} veces menos de lo que podrían.`)
    case 'exploding-signal':
      return text(`The signal explodes in ${layer}: its outputs vary ${times(amount, 'more than')} times as much as the data.`, `La señal explota en ${layer}: sus salidas varían ${times(amount, 'más de')} veces lo que varían los datos.`)
    case 'vanishing-gradient':
      return text(`The gradient vanishes before ${layer}: ${times(amount, 'more than')} times smaller than at the output, so the layer hardly learns.`, `El gradiente se desvanece antes de ${layer}: ${times(amount, 'más de')} veces menor que en la salida, así que la capa apenas aprende.`)
    case 'exploding-gradient':
      return text(`The gradient explodes on its way to ${layer}: ${times(amount, 'more than')} times larger than at the output.`, `El gradiente explota camino de ${layer}: ${times(amount, 'más de')} veces mayor que en la salida.`)
  }
}
