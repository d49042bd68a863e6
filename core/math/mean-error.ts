/** The mean of a function of `outputs − targets`, element by element; NaN when there are none. */
export function meanError(outputs: Float32Array, targets: Float32Array, of: (difference: number) => number): number {
  let sum = 0
  for (let i = 0; i < targets.length; i++) sum += of(outputs[i] - targets[i])
  return sum / targets.length
}
