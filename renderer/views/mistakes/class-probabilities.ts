/** The probabilities of all classes; a single output is that of the second of two. */
export const classProbabilities = (outputs: Float32Array): Float32Array => (outputs.length === 1 ? Float32Array.of(1 - (outputs[0] ?? 0), outputs[0] ?? 0) : outputs)

/** The most probable class; the first of equals. */
export function mostProbable(probabilities: Float32Array): number {
  let best = 0
  for (let index = 1; index < probabilities.length; index++) if ((probabilities[index] ?? 0) > (probabilities[best] ?? 0)) best = index
  return best
}
