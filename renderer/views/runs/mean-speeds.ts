/** Samples per second over the last `window` epochs up to each: all their samples by all their time. */
export function meanSpeeds(epochs: readonly { readonly trainSeconds: number; readonly samplesPerSecond: number }[], window: number): Float64Array {
  let [samples, seconds] = [0, 0]
  return Float64Array.from(epochs, ({ trainSeconds, samplesPerSecond }, position) => {
    samples += samplesPerSecond * trainSeconds
    seconds += trainSeconds
    const left = epochs[position - window]
    if (left !== undefined) {
      samples -= left.samplesPerSecond * left.trainSeconds
      seconds -= left.trainSeconds
    }
    return seconds > 0 ? samples / seconds : NaN
  })
}
