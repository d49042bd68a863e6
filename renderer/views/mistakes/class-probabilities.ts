/** The probabilities of all classes; a single output is that of the second of two. */
export const classProbabilities = (outputs: Float32Array): Float32Array => (outputs.length === 1 ? Float32Array.of(1 - (outputs[0] ?? 0), outputs[0] ?? 0) : outputs)

/** The class that outputs are taken for, as the backend counts it: the first of equals, and the second of two where a single output is one half. */
export function predictedClass(outputs: Float32Array): number {
  if (outputs.length === 1) return (outputs[0] ?? 0) >= 0.5 ? 1 : 0
  let best = 0
  for (let index = 1; index < outputs.length; index++) if ((outputs[index] ?? 0) > (outputs[best] ?? 0)) best = index
  return best
}

/** Digits after the point of a probability in per cent: near the ends one is not enough to tell 99.98 % from certain. */
export const probabilityDecimals = (probability: number): number => (probability > 0 && (probability < 0.001 || probability > 0.999) ? 2 : 1)

/** The same for probabilities that stand one below the other: as many for all, so that their points do. */
export const sharedDecimals = (probabilities: ArrayLike<number>): number => Array.from(probabilities, probabilityDecimals).reduce((most, each) => Math.max(most, each), 1)
