import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { PartData } from '../experiment/training-data.ts'
import type { Average } from '../ensembles/definition.ts'
import type { LossDefinition } from '../losses/definition.ts'
import { scaleOfColumns, scaleValues } from '../preprocessing/target-scale.ts'
import { selectColumns } from './scores.ts'
import type { PartResult } from './session.ts'

/**
 * What members disagree on, per sample. For classes, in nats: the entropy of the averaged probabilities, and how much of it is
 * disagreement (mutual information between prediction and member, BALD); for values: their standard deviation, samples × values.
 * Gal & Ghahramani (2016); Houlsby, Huszár, Ghahramani & Lengyel (2011).
 */
export type Uncertainty =
  | { readonly entropy: Float32Array; readonly mutualInformation: Float32Array }
  | { readonly deviation: Float32Array }

/** Predictions of several members, averaged as they come. */
export interface Combination {
  /** Adds a member's raw outputs; of the samples marked in `included` alone where it is given. */
  add(result: PartResult, included?: Uint8Array): void
  /** How many members each sample was predicted by. */
  readonly counts: Int32Array
  /** The averages as raw outputs, with their losses; samples that no member predicted are NaN. */
  result(): PartResult
  /** Of the first output. */
  uncertainty(): Uncertainty
}

/** Keeps logarithms finite. */
const LEAST_PROBABILITY = 1e-300

type Link = LossDefinition['link']

/** Sums over members, for one output. */
interface HeadSums {
  readonly link: Link
  readonly width: number
  /** Of probabilities, or of values. */
  readonly sums: Float64Array
  /** Of log-probabilities (logits for single probabilities), or of squared values. */
  readonly others: Float64Array
  /** Of the members' entropies, per sample. */
  readonly entropies: Float64Array
}

/**
 * Averages the members' predictions of a part. Class probabilities are averaged as such, arithmetically or by their geometric mean
 * with the sum over the classes brought back to 1, and written as the logits that give them; values are averaged as they are.
 */
export function createCombination({ outputs, data }: Pick<ResolvedExperiment, 'outputs' | 'data'>, part: PartData, average: Average): Combination {
  const counts = new Int32Array(part.sampleCount)
  let heads: readonly HeadSums[] | null = null
  let only: PartResult | null = null

  const sumsOf = (result: PartResult): readonly HeadSums[] => (heads ??= result.heads.map(({ outputs: raw }, index) => ({
    link: outputs[index].loss.definition.link,
    width: part.sampleCount === 0 ? 0 : raw.length / part.sampleCount,
    sums: new Float64Array(raw.length),
    others: new Float64Array(raw.length),
    entropies: new Float64Array(part.sampleCount),
  })))

  function averaged({ link, width, sums, others }: HeadSums): Float32Array {
    return Float32Array.from(sums, (sum, i) => {
      const count = counts[Math.floor(i / width)]
      if (link === undefined) return sum / count
      if (average === 'geometric') return others[i] / count
      const p = Math.max(sum / count, LEAST_PROBABILITY)
      return link === 'softmax' ? Math.log(p) : Math.log(p) - Math.log(Math.max(1 - sum / count, LEAST_PROBABILITY))
    })
  }

  return {
    counts,
    add(result, included) {
      only = heads === null && included === undefined ? result : null
      sumsOf(result).forEach((head, index) => {
        const { outputs: raw } = result.heads[index]
        for (let sample = 0; sample < part.sampleCount; sample++) if (included === undefined || included[sample] === 1) addSample(head, raw, sample)
      })
      counts.forEach((_, sample) => { counts[sample] += included === undefined || included[sample] === 1 ? 1 : 0 })
    },
    result() {
      // One member's predictions are its own, to the last bit.
      if (only !== null) return only
      return {
        heads: (heads ?? []).map((head, index) => {
          const raw = averaged(head)
          return { outputs: raw, losses: lossesOf(outputs[index], raw, head.width, part, data.classes !== null) }
        }),
      }
    },
    uncertainty() {
      const [head] = heads ?? []
      if (head === undefined) return { deviation: new Float32Array(0) }
      const { link, width, sums, others, entropies } = head
      if (link === undefined) {
        const unit = part.targetScale === null ? null : scaleOfColumns(part.targetScale, outputs[0].columns).scale
        return { deviation: Float32Array.from(sums, (sum, i) => (unit?.[i % width] ?? 1) * Math.sqrt(Math.max(0, others[i] / counts[Math.floor(i / width)] - (sum / counts[Math.floor(i / width)]) ** 2))) }
      }
      const given = averaged(head)
      const entropy = new Float32Array(part.sampleCount)
      const mutualInformation = new Float32Array(part.sampleCount)
      for (let sample = 0; sample < part.sampleCount; sample++) {
        const mean = Array.from(sums.subarray(sample * width, (sample + 1) * width), (sum) => sum / counts[sample])
        entropy[sample] = entropyOf(average === 'arithmetic' ? mean : probabilities(given, sample * width, width, link), link)
        mutualInformation[sample] = Math.max(0, entropyOf(mean, link) - entropies[sample] / counts[sample])
      }
      return { entropy, mutualInformation }
    },
  }
}

function addSample({ link, width, sums, others, entropies }: HeadSums, raw: Float32Array, sample: number): void {
  const start = sample * width
  if (link === undefined) {
    for (let i = start; i < start + width; i++) {
      sums[i] += raw[i]
      others[i] += raw[i] ** 2
    }
    return
  }
  const p = probabilities(raw, start, width, link)
  const shift = link === 'softmax' ? logSumOf(raw, start, width) : 0
  for (let i = 0; i < width; i++) {
    sums[start + i] += p[i]
    others[start + i] += raw[start + i] - shift
  }
  entropies[sample] += entropyOf(p, link)
}

function logSumOf(logits: Float32Array, start: number, width: number): number {
  let maximum = -Infinity
  for (let i = start; i < start + width; i++) maximum = Math.max(maximum, logits[i])
  let sum = 0
  for (let i = start; i < start + width; i++) sum += Math.exp(logits[i] - maximum)
  return maximum + Math.log(sum)
}

/** One sample's probabilities, from logits. */
function probabilities(logits: Float32Array, start: number, width: number, link: 'softmax' | 'logistic'): readonly number[] {
  const shift = link === 'softmax' ? logSumOf(logits, start, width) : 0
  return Array.from({ length: width }, (_, i) => (link === 'softmax' ? Math.exp(logits[start + i] - shift) : 1 / (1 + Math.exp(-logits[start + i]))))
}

const surprise = (p: number): number => (p <= 0 ? 0 : -p * Math.log(p))

/** −Σ p ln p; where each output is a probability of its own, those of all outputs added up. */
const entropyOf = (p: readonly number[], link: 'softmax' | 'logistic'): number =>
  p.reduce((sum, value) => sum + surprise(value) + (link === 'logistic' ? surprise(1 - value) : 0), 0)

/** The loss of every sample, from raw outputs on the host, in float64. */
function lossesOf({ loss, columns }: ResolvedExperiment['outputs'][number], raw: Float32Array, width: number, part: PartData, hasClasses: boolean): Float32Array {
  const learned = part.targetScale === null ? part.values : scaleValues(part.values, part.targetScale)
  const values = hasClasses ? null : columns === null ? learned : selectColumns(learned, part.sampleCount, columns)
  const targets = new Float64Array(width)
  const { off, on } = loss.definition.classTargets?.(loss.hyperparameters) ?? { off: 0, on: 1 }
  return Float32Array.from({ length: part.sampleCount }, (_, sample) => {
    const row = raw.subarray(sample * width, (sample + 1) * width)
    if (loss.definition.targets === 'labels') return loss.definition.value(row, [part.labels[sample]], loss.hyperparameters)
    if (values !== null) targets.set(values.subarray(sample * width, (sample + 1) * width))
    else targets.forEach((_unused, index) => { targets[index] = (width === 1 ? part.labels[sample] === 1 : index === part.labels[sample]) ? on : off })
    return loss.definition.value(row, targets, loss.hyperparameters)
  })
}
