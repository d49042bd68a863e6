/** The probabilities of all classes; a single output is that of the second of two. */
export const classProbabilities = (outputs: Float32Array): Float32Array => (outputs.length === 1 ? Float32Array.of(1 - (outputs[0] ?? 0), outputs[0] ?? 0) : outputs)

/** The most probable class; the first of equals. */
export function mostProbable(probabilities: Float32Array): number {
  let best = 0
  for (let index = 1; index < probabilities.length; index++) if ((probabilities[index] ?? 0) > (probabilities[best] ?? 0)) best = index
  return best
}

/** Digits after the point of a probability in per cent: near the ends one is not enough to tell 99.98 % from certain. */
export const probabilityDecimals = (probability: number): number => (probability > 0 && (probability < 0.001 || probability > 0.999) ? 2 : 1)
