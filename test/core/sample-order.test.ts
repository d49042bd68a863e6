import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BatchesSpec } from '../../core/index.ts'
import { sampleOrder } from '../../core/trainer/sample-order.ts'
import { prepare, runTraining, spiralsSpec } from '../support/experiments.ts'

const { experiment } = prepare(spiralsSpec as never)

const order = (batches: Omit<BatchesSpec, 'size'>, labels: readonly number[], epoch = 1, losses: readonly number[] | null = null, seed = 3): number[] =>
  [...sampleOrder({ seed, batches: { size: 8, ...batches }, optimizer: experiment.optimizer }, { sampleCount: labels.length, labels: Int32Array.from(labels), losses: losses === null ? null : Float32Array.from(losses) }, epoch)]

const timesOf = (shown: readonly number[], count: number): number[] => Array.from({ length: count }, (_, position) => shown.filter((other) => other === position).length)
const someLabels = fc.array(fc.nat(4), { minLength: 1, maxLength: 80 })

describe('the order of samples', () => {
  it('is another in each epoch and with each seed, and the same for the same', () => {
    const labels = Array.from({ length: 40 }, (_, i) => i % 3)
    for (const kind of ['shuffle', 'classAlternating', 'balanced'] as const) {
      expect(order({ order: kind }, labels, 1)).toEqual(order({ order: kind }, labels, 1))
      expect(order({ order: kind }, labels, 1)).not.toEqual(order({ order: kind }, labels, 2))
      expect(order({ order: kind }, labels, 1, null, 3)).not.toEqual(order({ order: kind }, labels, 1, null, 4))
    }
  })

  it('shows every sample once when classes alternate, and neighbours differ wherever the counts allow it', () => {
    fc.assert(fc.property(someLabels, fc.nat(50), (labels, epoch) => {
      const shown = order({ order: 'classAlternating' }, labels, epoch)
      expect([...shown].sort((a, b) => a - b)).toEqual(labels.map((_, i) => i))
      const most = Math.max(...[0, 1, 2, 3, 4].map((label) => labels.filter((other) => other === label).length))
      const repeats = shown.filter((position, i) => i > 0 && labels[position] === labels[shown[i - 1]!]).length
      // A class with more samples than all others and one must follow itself; no other has to.
      expect(repeats).toBeLessThanOrEqual(Math.max(0, most - (labels.length - most) - 1))
    }))
  })

  it('spreads each class over the whole epoch when classes alternate', () => {
    const labels = Array.from({ length: 300 }, (_, i) => (i < 30 ? 0 : i < 120 ? 1 : 2))
    const shown = order({ order: 'classAlternating' }, labels)
    for (let start = 0; start < 300; start += 60) {
      const counts = timesOf(shown.slice(start, start + 60).map((position) => labels[position]!), 3)
      expect(Math.abs(counts[0]! - 6)).toBeLessThanOrEqual(2)
      expect(Math.abs(counts[1]! - 18)).toBeLessThanOrEqual(4)
    }
  })

  it('shows each class as often when balanced, rare samples in turn', () => {
    fc.assert(fc.property(someLabels, (labels) => {
      const shown = order({ order: 'balanced' }, labels)
      const present = [...new Set(labels)]
      const perClass = present.map((label) => shown.filter((position) => labels[position] === label).length)
      expect(Math.max(...perClass) - Math.min(...perClass)).toBeLessThanOrEqual(1)
      for (const label of present) {
        const times = timesOf(shown, labels.length).filter((_, position) => labels[position] === label)
        expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1)
      }
    }))
  })

  it('shows samples with larger losses more often, none above the cap, as many as there are', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { minLength: 2, maxLength: 60 }), fc.integer({ min: 1, max: 5 }), fc.double({ min: 0, max: 1, noNaN: true }), (losses, mostRepeats, emphasis) => {
      const shown = order({ order: 'emphasize', emphasis, mostRepeats }, losses.map(() => 0), 2, losses)
      const times = timesOf(shown, losses.length)
      expect(shown).toHaveLength(losses.length)
      expect(Math.max(...times)).toBeLessThanOrEqual(mostRepeats)
      times.forEach((a, i) => times.forEach((b, j) => { if (losses[i]! > losses[j]!) expect(a).toBeGreaterThanOrEqual(b - 1) }))
    }))
    const losses = Array.from({ length: 400 }, (_, i) => (i < 100 ? 4 : 0))
    const times = timesOf(order({ order: 'emphasize', emphasis: 0.5, mostRepeats: 10 }, losses.map(() => 0), 2, losses), 400)
    // (1 − ½) + ½·4/1 = 2.5 and ½, on average.
    expect(times.slice(0, 100).reduce((sum, n) => sum + n, 0)).toBe(250)
    expect(times.slice(100).reduce((sum, n) => sum + n, 0)).toBe(150)
  })
})

describe('a run that emphasizes large errors', () => {
  it.each([5, 9, 12])('ends with the same weights when it is resumed from step %i', async (step) => {
    const spec = { ...spiralsSpec, batches: { size: 16, order: 'emphasize', emphasis: 0.7 } }
    const whole = await runTraining(prepare(spec as never))
    let time = 0
    const cut = await runTraining(prepare(spec as never), { now: () => (time += 20_000), stopAfter: (event) => event.type === 'checkpoint' && event.tag === 'last' && event.step >= step })
    const resumed = await runTraining(prepare(spec as never), { resumeFrom: cut.checkpoints.get('last')! })
    expect(resumed.finished!.weightsSha256).toBe(whole.finished!.weightsSha256)
    const plain = await runTraining(prepare(spiralsSpec as never))
    expect(whole.finished!.weightsSha256).not.toBe(plain.finished!.weightsSha256)
  })
})
