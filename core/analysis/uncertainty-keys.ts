import type { Uncertainty } from '../trainer/combine-predictions.ts'

/** One number per sample to sort by, largest first; null where there is one prediction alone. Deviations are averaged over the values. */
export function uncertaintyKeys(order: 'uncertainty' | 'disagreement', uncertainty: Uncertainty | null, sampleCount: number): Float32Array | null {
  if (uncertainty === null) return null
  if ('entropy' in uncertainty) return order === 'uncertainty' ? uncertainty.entropy : uncertainty.mutualInformation
  const { deviation } = uncertainty
  const width = sampleCount === 0 ? 0 : deviation.length / sampleCount
  return Float32Array.from({ length: sampleCount }, (_, sample) => deviation.subarray(sample * width, (sample + 1) * width).reduce((sum, value) => sum + value, 0) / width)
}
