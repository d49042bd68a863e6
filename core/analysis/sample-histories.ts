/** What each validation sample was taken for after the epochs that were kept: epochs × samples. */
export interface SampleHistories {
  readonly epochs: Int32Array
  readonly sampleCount: number
  readonly predicted: Uint16Array
}

/** How the samples were learned, one entry for each. */
export interface LearningOfSamples {
  /** The first kept epoch after which it was right; 0 where it never was. */
  readonly firstLearned: Int32Array
  /** How often it was right after one kept epoch and wrong after the next: forgetting events. */
  readonly forgotten: Int32Array
}

/** Toneva et al. (2019), "An empirical study of example forgetting during deep neural network learning", definitions 2.1–2.3; here of validation samples, once an epoch. */
export function learningOfSamples({ epochs, sampleCount, predicted }: SampleHistories, labels: Int32Array): LearningOfSamples {
  const firstLearned = new Int32Array(sampleCount)
  const forgotten = new Int32Array(sampleCount)
  for (let row = 0; row < epochs.length; row++) {
    for (let sample = 0, at = row * sampleCount; sample < sampleCount; sample++, at++) {
      const isRight = predicted[at] === labels[sample]
      if (isRight && firstLearned[sample] === 0) firstLearned[sample] = epochs[row]
      if (!isRight && row > 0 && predicted[at - sampleCount] === labels[sample]) forgotten[sample]++
    }
  }
  return { firstLearned, forgotten }
}

/** The life of one sample: what it was taken for after each kept epoch, when it was learned and forgotten. */
export interface SampleHistory {
  readonly epochs: Int32Array
  /** Classes. */
  readonly predicted: Int32Array
  /** 0 where it never was right. */
  readonly firstLearned: number
  /** The epochs after which it was wrong although it was right after the one before. */
  readonly forgottenAt: Int32Array
}

export function historyOfSample({ epochs, sampleCount, predicted }: SampleHistories, sample: number, label: number): SampleHistory {
  const own = Int32Array.from(epochs, (_, row) => predicted[row * sampleCount + sample])
  return { epochs: epochs.slice(), predicted: own, firstLearned: epochs[own.indexOf(label)] ?? 0, forgottenAt: epochs.filter((_, row) => row > 0 && own[row] !== label && own[row - 1] === label) }
}

/** How many samples share a fate: right from some epoch on and ever after, forgotten at least once, never right. They add up to all. */
export function countFates({ firstLearned, forgotten }: LearningOfSamples): { readonly unforgettable: number; readonly forgotten: number; readonly neverLearned: number } {
  let [forgottenOnce, never] = [0, 0]
  firstLearned.forEach((epoch, sample) => {
    if (epoch === 0) never++
    else if (forgotten[sample] > 0) forgottenOnce++
  })
  return { unforgettable: firstLearned.length - forgottenOnce - never, forgotten: forgottenOnce, neverLearned: never }
}
