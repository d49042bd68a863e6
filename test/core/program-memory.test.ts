import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createWasmEngine, parameterBytes, type Engine } from '../../core/index.ts'
import { KernelMemory } from '../../core/ops/wasm/memory.ts'
import { placeBlocks, type Block } from '../../core/ops/wasm/place-blocks.ts'
import { copyParameters } from '../../core/trainer/checkpoint.ts'
import { createSession } from '../../core/trainer/session.ts'
import { prepare, sha256 } from '../support/experiments.ts'
import { networks } from '../support/networks.ts'

const blocks = fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 50 }).map((n) => n * 64), first: fc.nat(40), length: fc.nat(12) }), { maxLength: 60 })
  .map((drawn) => drawn.map(({ bytes, first, length }): Block => ({ bytes, first, last: first + length })))

/** The most that is needed at any time: no placement can do with less. */
const mostNeeded = (of: readonly Block[]): number =>
  Math.max(0, ...of.map(({ first }) => of.filter((other) => other.first <= first && first <= other.last).reduce((sum, { bytes }) => sum + bytes, 0)))

describe('placing the blocks of a program', () => {
  it('keeps apart what is needed at the same time, inside the segments, whatever their sizes', () => {
    fc.assert(fc.property(blocks, fc.array(fc.integer({ min: 0, max: 4000 }), { maxLength: 3 }), (wanted, capacities) => {
      const { places, extraBytes } = placeBlocks(wanted, capacities)
      const sizes = [...capacities, extraBytes]
      places.forEach((place, i) => {
        expect(place.offset).toBeGreaterThanOrEqual(0)
        expect(place.offset + wanted[i]!.bytes).toBeLessThanOrEqual(sizes[place.segment]!)
        for (let j = 0; j < i; j++) {
          const [a, b] = [wanted[i]!, wanted[j]!]
          if (places[j]!.segment !== place.segment || a.last < b.first || b.last < a.first) continue
          expect(place.offset >= places[j]!.offset + b.bytes || places[j]!.offset >= place.offset + a.bytes, `${i} and ${j} overlap`).toBe(true)
        }
      })
    }))
  })

  it('needs at most twice what is needed at once for blocks of one size, and never more than all together', () => {
    fc.assert(fc.property(blocks, (wanted) => {
      const equal = wanted.map((block) => ({ ...block, bytes: 640 }))
      expect(placeBlocks(equal, []).extraBytes).toBeLessThanOrEqual(2 * mostNeeded(equal))
      expect(placeBlocks(wanted, []).extraBytes).toBeGreaterThanOrEqual(mostNeeded(wanted))
      expect(placeBlocks(wanted, []).extraBytes).toBeLessThanOrEqual(wanted.reduce((sum, { bytes }) => sum + bytes, 0))
    }))
  })

  it('gives a chain, in which each block is read by the next step alone, the room of two', () => {
    const chain = Array.from({ length: 30 }, (_, step): Block => ({ bytes: 1024, first: step, last: step + 1 }))
    expect(placeBlocks(chain, []).extraBytes).toBe(2048)
  })

  it('lets programs use the same segments', () => {
    const memory = new KernelMemory()
    const program = (bytes: number): number => memory.place([{ bytes: bytes + 64, first: 0, last: 1 }], () => memory.allocate(bytes))
    const first = program(64_000)
    expect(program(32_000)).toBe(first)
    const used = memory.usedBytes
    program(64_000)
    expect(memory.usedBytes).toBe(used)
  })

  it('refuses a recording that differs from the one before', () => {
    const memory = new KernelMemory()
    expect(() => memory.place([{ bytes: 128, first: 0, last: 1 }], () => memory.allocate(640))).toThrow(/must do the same/)
    expect(() => memory.place([{ bytes: 128, first: 0, last: 1 }], () => undefined)).toThrow(/must do the same/)
  })
})

/** Overwrites all that programs share. */
function poisonWith(engine: Engine): () => void {
  const { ops } = engine
  const program = engine.record(() => {
    const tensors = Array.from({ length: 40 }, () => ops.create([250_000]))
    for (const tensor of tensors) ops.fill(tensor, NaN)
    return tensors
  })
  return () => program.run()
}

describe.each(Object.entries(networks))('%s', (_name, layers) => {
  it('learns the same when all that its tensors shared was overwritten between the steps', async () => {
    const { experiment, data } = prepare({ version: 1, seed: 5, dataset: { kind: 'strokeDigits', samples: 60, size: 20 }, split: { kind: 'fraction', validation: 0.1, test: 0 }, network: { layers }, regularizers: ['l2'] } as never)
    const hashes = await Promise.all([true, false].map(async (poisoned) => {
      const engine = await createWasmEngine({ build: 'relaxed' })
      const session = createSession(experiment, engine, data.parts.train)
      const poison = poisoned ? poisonWith(engine) : () => {}
      for (let step = 1; step <= 3; step++) {
        poison()
        const { loss } = session.trainStep(Int32Array.from({ length: 13 }, (_, i) => (i * 7 + step * 13) % data.parts.train.sampleCount), { step, stepsPerEpoch: 3, learningRate: 0.003 })
        expect(loss).toBeGreaterThan(0)
      }
      poison()
      const { heads: [head] } = session.evaluate(data.parts.validation)
      return [sha256(parameterBytes(copyParameters(session).values())), [...head!.losses]]
    }))
    expect(hashes[0]).toEqual(hashes[1])
  })
})
