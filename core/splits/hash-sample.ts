import type { Dataset } from '../datasets/dataset.ts'
import { philox } from '../math/random.ts'
import { sizeOf } from '../math/shape.ts'

const FNV_PRIME = 0x01000193
const FNV_BASIS = 0x811c9dc5
/** Of MurmurHash3: a second lane that has nothing in common with the first. */
const SECOND_MULTIPLIER = 0x85ebca6b
const SECOND_BASIS = 0x9e3779b9
const CANONICAL_NAN = 0x7fc00000

/**
 * A number in [0, 1) for each sample, from the seed and the sample's content alone – or from the group it belongs to, by the order in
 * which groups first appear. Equal samples get equal numbers; the same on every machine.
 */
export function hashSamples(dataset: Dataset, indices: readonly number[], seed: number): Float64Array {
  const key: [number, number] = [seed | 0, Math.floor(seed / 2 ** 32) | 0]
  const words = new Uint32Array(4)
  const hash = dataset.groups == null ? contentHash(dataset) : groupHash(dataset.groups.indices)
  return Float64Array.from(indices, (index) => {
    const [first, second] = hash(index)
    philox([first, second, 0, 0], key, words)
    return words[0] / 2 ** 32
  })
}

const groupHash = (groups: Int32Array) => (index: number): readonly [number, number] => [groups[index], 0]

function contentHash({ inputs, inputShape }: Dataset): (index: number) => readonly [number, number] {
  const size = sizeOf(inputShape)
  const number = new Float32Array(1)
  const bits = new Uint32Array(number.buffer)
  return (index) => {
    let first = FNV_BASIS
    let second = SECOND_BASIS
    for (let k = index * size; k < (index + 1) * size; k++) {
      // Zero has two signs and a missing value many patterns; each stands for one content.
      number[0] = inputs[k] + 0
      const word = Number.isNaN(number[0]) ? CANONICAL_NAN : bits[0]
      first = Math.imul(first ^ (word & 0xffff), FNV_PRIME)
      first = Math.imul(first ^ (word >>> 16), FNV_PRIME)
      second = Math.imul((second << 13 | second >>> 19) ^ word, SECOND_MULTIPLIER)
    }
    return [first, second]
  }
}
