import { text, type Text } from '../schema/text.ts'
import type { LayerMeasure } from '../trainer/layer-diagnostics.ts'
import { BLOWN_UP, LOST, MUCH, troubleSentence, type TroubleKind } from './signal-troubles.ts'

/** Between these lie the updates of a network that learns well: about a thousandth of the weights. */
export const USUAL_UPDATES = { from: 1e-4, to: 1e-2 } as const
/** Beyond these a layer hardly moves, or loses what it has learned at each step. */
const STILL = 1e-6
const WILD = 0.1

/** Something in a layer that keeps it from learning, seen while it trains. */
export interface LayerTrouble {
  readonly layer: string
  readonly kind: Exclude<TroubleKind, 'vanishing-signal' | 'exploding-signal'> | 'small-updates' | 'large-updates'
  /** The part of its units or outputs, how many times smaller or larger than at the output, or the update's part of the weights. */
  readonly amount: number
  readonly sentence: Text
}

/**
 * What is wrong with layers that were measured, by the bounds that hold before training too. `outputs` are the layers with a loss: theirs may well be
 * saturated, and the gradient of the last of them is what that of the others is compared with.
 */
export function layerTroubles(layers: readonly LayerMeasure[], outputs: ReadonlySet<string>): readonly LayerTrouble[] {
  const atOutputs = Math.max(0, ...layers.filter(({ id }) => outputs.has(id)).map(({ gradientNorm }) => gradientNorm ?? 0))
  return layers.flatMap((layer) => troubleOf(layer, outputs.has(layer.id), atOutputs))
}

/** The worst of a layer alone: what comes of it need not be said as well. */
function troubleOf({ id, gradientNorm, weightNorm, updateRatio, deadShare, saturatedShare }: LayerMeasure, isOutput: boolean, atOutputs: number): readonly LayerTrouble[] {
  const known = (kind: Exclude<LayerTrouble['kind'], 'small-updates' | 'large-updates'>, amount: number): readonly LayerTrouble[] => [{ layer: id, kind, amount, sentence: troubleSentence(kind, id, amount) }]
  if ([gradientNorm, weightNorm].some((norm) => norm !== null && !Number.isFinite(norm))) return [{ layer: id, kind: 'not-finite', amount: 1, sentence: text(`The gradient or the weights of ${id} are not finite: the run is about to end.`, `El gradiente o los pesos de ${id} no son finitos: la ejecución está a punto de terminar.`) }]
  if (deadShare !== null && deadShare >= MUCH) return known('dead', deadShare)
  if (!isOutput && saturatedShare !== null && saturatedShare >= MUCH) return known('saturated', saturatedShare)
  if (!isOutput && gradientNorm !== null && atOutputs > 0) {
    const ratio = gradientNorm / atOutputs
    if (ratio < LOST) return known('vanishing-gradient', 1 / Math.max(ratio, Number.MIN_VALUE))
    if (ratio > BLOWN_UP) return known('exploding-gradient', ratio)
  }
  if (updateRatio !== null && updateRatio > WILD) return [{ layer: id, kind: 'large-updates', amount: updateRatio, sentence: text(`The updates of ${id} are large: each changes its weights by ${percent(updateRatio)} of their length, where about 0.1 % is usual. A smaller learning rate keeps what was learned.`, `Las actualizaciones de ${id} son grandes: cada una cambia sus pesos un ${percent(updateRatio)} de su longitud, cuando lo usual es cerca del 0,1 %. Una tasa de aprendizaje menor conserva lo aprendido.`) }]
  if (updateRatio !== null && gradientNorm !== null && gradientNorm > 0 && updateRatio < STILL) return [{ layer: id, kind: 'small-updates', amount: updateRatio, sentence: text(`${id} hardly moves: an update changes its weights by less than a millionth of their length, where about a thousandth is usual.`, `${id} apenas se mueve: una actualización cambia sus pesos menos de una millonésima de su longitud, cuando lo usual es cerca de una milésima.`) }]
  return []
}

const percent = (share: number): string => `${Math.round(100 * share)} %`
