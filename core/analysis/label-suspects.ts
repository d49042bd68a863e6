import { classCountOf } from '../math/predicted-class.ts'

/**
 * Samples whose label is likely wrong, by confident learning: a class counts as claimed when its probability is at least the mean probability of the
 * class over the samples labelled so; a sample is suspect when the most probable claimed class is another than its label. The number is how far that
 * class is ahead of the label; −∞ for samples that are not suspect. Honest for samples the network was not trained on.
 * Northcutt, Jiang & Chuang (2021), "Confident learning: estimating uncertainty in dataset labels", equations 1–2; ranked by normalized margin.
 */
export function labelSuspicions(outputs: Float32Array, labels: Int32Array): Float32Array {
  const count = labels.length
  const classes = classCountOf(outputs, count)
  const single = outputs.length === count
  const probability = (sample: number, index: number): number => (single ? (index === 1 ? outputs[sample] : 1 - outputs[sample]) : outputs[sample * classes + index])
  const sums = new Float64Array(classes)
  const counts = new Float64Array(classes)
  labels.forEach((label, sample) => {
    sums[label] += probability(sample, label)
    counts[label]++
  })
  return Float32Array.from({ length: count }, (_, sample) => {
    const label = labels[sample]
    let claimed = -1
    for (let index = 0; index < classes; index++) {
      if (counts[index] === 0 || probability(sample, index) < sums[index] / counts[index]) continue
      if (claimed < 0 || probability(sample, index) > probability(sample, claimed)) claimed = index
    }
    return claimed < 0 || claimed === label ? -Infinity : probability(sample, claimed) - probability(sample, label)
  })
}
