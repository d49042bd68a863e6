import { sizeOf } from '../math/shape.ts'
import type { Dataset } from './dataset.ts'

/** 64 bits for each sample's inputs, as two columns of 32; equal inputs have equal hashes. With `target`, of inputs and target together. */
export function hashSamples({ sampleCount, inputs, inputShape, targets }: Dataset, target = false): BigUint64Array {
  const hashes = new BigUint64Array(sampleCount)
  const words = new Uint32Array(hashes.buffer)
  const width = sizeOf(inputShape)
  const bits = inputs instanceof Uint8Array ? inputs : new Uint32Array(inputs.buffer, inputs.byteOffset, inputs.length)
  const isFloat = inputs instanceof Float32Array
  const values = targets.kind === 'classes' ? targets.labels : new Int32Array(targets.values.buffer, targets.values.byteOffset, targets.values.length)
  const perSample = targets.kind === 'classes' ? 1 : targets.names.length
  for (let i = 0; i < sampleCount; i++) {
    let low = 0x9e3779b9
    let high = 0x85ebca6b
    for (let k = i * width; k < (i + 1) * width; k++) {
      // 0 and −0 are the same number, and so are all that are none.
      const word = isFloat ? (inputs[k] === 0 ? 0 : Number.isNaN(inputs[k]) ? 0x7fc00000 : bits[k]) : bits[k]
      low = mix(low ^ word, 0xcc9e2d51)
      high = mix(high + word, 0x1b873593)
    }
    if (target) {
      for (let k = i * perSample; k < (i + 1) * perSample; k++) {
        low = mix(low ^ values[k], 0xcc9e2d51)
        high = mix(high + values[k], 0x1b873593)
      }
    }
    words[2 * i] = finish(low ^ high)
    words[2 * i + 1] = finish(high + Math.imul(low, 5))
  }
  return hashes
}

/** MurmurHash3's step and finish (Appleby, 2011). */
function mix(state: number, factor: number): number {
  const turned = Math.imul(state, factor)
  return Math.imul((turned << 15) | (turned >>> 17), 5) + 0xe6546b64
}

function finish(state: number): number {
  let mixed = state ^ (state >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
