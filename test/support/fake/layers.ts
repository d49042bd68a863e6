import { createRandom, HISTOGRAM_BINS, type Histogram, type LayerMeasure, type LayerNumbers } from '../../../core/index.ts'
import type { LayerHistograms, MeasuredLayers, RunSummary } from '../../../electron/contract/api.ts'
import { digitsSpec } from './specs.ts'

/** A bell that becomes wider with the steps. */
function histogramAt(step: number, what: LayerNumbers): Histogram {
  const width = (what === 'gradients' ? 0.02 : 1) * (1 + step / 200)
  const counts = Uint32Array.from({ length: HISTOGRAM_BINS }, (_, bin) => Math.round(1000 * Math.exp(-(((bin - 15.5) / 6) ** 2))))
  return { low: -width, high: width, counts }
}

/** Layers as a run of this length would have measured them; the first hidden layer has many dead units. */
export function measuresAt(step: number): readonly LayerMeasure[] {
  const random = createRandom(step, 'layers')
  const histograms = { weights: histogramAt(step, 'weights'), gradients: histogramAt(step, 'gradients'), activations: histogramAt(step, 'activations') }
  return [
    { id: 'hidden', gradientNorm: 0.4 + 0.05 * random.normal(), weightNorm: 12 + step / 500, updateRatio: 0.0012, deadShare: 0.54, saturatedShare: null, histograms },
    { id: 'out', gradientNorm: 0.9 + 0.05 * random.normal(), weightNorm: 3 + step / 900, updateRatio: 0.0021, deadShare: null, saturatedShare: null, histograms },
  ]
}

export const layersOf = ({ step }: RunSummary): MeasuredLayers | null => (step === 0 ? null : { step, layers: measuresAt(step) })

export function layerHistograms({ step }: RunSummary, layer: string, what: LayerNumbers): LayerHistograms {
  const steps = digitsSpec.network.layers.some(({ id }) => id === layer) ? Float64Array.from({ length: 12 }, (_, i) => Math.round(((i + 1) * step) / 12)) : new Float64Array(0)
  const all = Array.from(steps, (at) => histogramAt(at, what))
  return { steps, low: Float64Array.from(all, ({ low }) => low), high: Float64Array.from(all, ({ high }) => high), counts: Float64Array.from(all.flatMap(({ counts }) => [...counts])), bins: HISTOGRAM_BINS }
}
