/** How sure each prediction is of its class, and whether that is right. */
export interface Confidences {
  readonly confidences: Float64Array
  readonly right: Uint8Array
}

/** `outputs`: samples × classes, probabilities; a single one is that of class 1. */
export function confidencesOf(outputs: Float32Array, labels: Int32Array): Confidences {
  const width = labels.length === 0 ? 0 : outputs.length / labels.length
  const confidences = new Float64Array(labels.length)
  const right = new Uint8Array(labels.length)
  labels.forEach((label, i) => {
    let predicted = 0
    for (let k = 1; k < width; k++) if (outputs[i * width + k] > outputs[i * width + predicted]) predicted = k
    const pair = width === 1 && outputs[i] < 0.5
    confidences[i] = width === 1 ? (pair ? 1 - outputs[i] : outputs[i]) : outputs[i * width + predicted]
    right[i] = Number(width === 1 ? label === (pair ? 0 : 1) : label === predicted)
  })
  return { confidences, right }
}

/** The bin of a confidence among equal intervals from 0 to 1, which are open below. */
export const confidenceBin = (confidence: number, bins: number): number => Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))
