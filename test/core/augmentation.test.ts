import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { augmentations, createRandom, createReferenceEngine } from '../../core/index.ts'
import { resample } from '../../core/augmentations/resample.ts'
import { gaussianKernel, smoothPlane } from '../../core/augmentations/smooth.ts'
import { gamma } from '../../core/math/gamma.ts'
import { createAugmenter } from '../../core/trainer/augmenter.ts'
import { createSession } from '../../core/trainer/session.ts'
import golden from '../golden/scipy-images.json' with { type: 'json' }
import { expectClose } from '../support/close.ts'
import { prepare, runTraining } from '../support/experiments.ts'

const geometric = augmentations.kinds.filter((kind) => augmentations.get(kind).sort === 'geometric')

/** Where the pixels of a picture come from after one draw. */
function placesOf(spec: { kind: string }, [height, width]: readonly [number, number], seed = 1): { x: Float32Array; y: Float32Array } {
  const { definition, hyperparameters } = augmentations.resolve(spec, 'augmentation', [])!
  if (definition.sort !== 'geometric') throw new Error(`${spec.kind} moves nothing`)
  const places = { x: Float32Array.from({ length: height * width }, (_, i) => i % width), y: Float32Array.from({ length: height * width }, (_, i) => Math.floor(i / width)) }
  definition.prepare(height, width, hyperparameters)(places, createRandom(seed, 'test'))
  return places
}

const moments = (values: ArrayLike<number>): { mean: number; variance: number } => {
  const mean = Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
  return { mean, variance: Array.from(values).reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length }
}

describe('pictures', () => {
  it('are interpolated and smoothed as SciPy does', () => {
    const { height, width, picture, places, resampled, sigma, smoothed } = golden
    const to = new Float32Array(height * width)
    resample(Float32Array.from(picture), to, height, width, { x: Float32Array.from(places.x), y: Float32Array.from(places.y) })
    expectClose(to, resampled, { absolute: 2e-6 })
    const plane = Float32Array.from(picture)
    smoothPlane(plane, height, width, gaussianKernel(sigma), new Float32Array(height * width))
    expectClose(plane, smoothed, { absolute: 2e-6 })
  })

  it('stay as they are where nothing may change', () => {
    const still = [{ kind: 'shift', distance: 0 }, { kind: 'rotate', angle: 0 }, { kind: 'scale', strength: 0 }, { kind: 'shear', angle: 0 }, { kind: 'flip', probability: 0 }, { kind: 'elastic', displacement: 0 }]
    expect(still.map(({ kind }) => kind).sort()).toEqual([...geometric].sort())
    const identity = placesOf({ kind: 'flip', probability: 0 } as never, [7, 9])
    for (const spec of still) {
      const { x, y } = placesOf(spec, [7, 9])
      expectClose(x, Array.from(identity.x), { absolute: 1e-5 })
      expectClose(y, Array.from(identity.y), { absolute: 1e-5 })
    }
  })

  it('move by what was drawn: a shift alike everywhere, a turn about the centre without stretching, a scale away from it', () => {
    fc.assert(fc.property(fc.nat(10_000), (seed) => {
      const [height, width] = [9, 11]
      const [cx, cy] = [(width - 1) / 2, (height - 1) / 2]
      const centre = (height >> 1) * width + (width >> 1)
      const shifted = placesOf({ kind: 'shift', distance: 3 } as never, [height, width], seed)
      const moved = [shifted.x[0]!, shifted.y[0]!]
      expect(Math.max(...moved.map(Math.abs))).toBeLessThanOrEqual(3)
      shifted.x.forEach((x, i) => expect(x - (i % width)).toBeCloseTo(moved[0]!, 4))

      const turned = placesOf({ kind: 'rotate', angle: 40 } as never, [height, width], seed)
      expect([turned.x[centre], turned.y[centre]]).toEqual([cx, cy])
      const angles = turned.x.map((x, i) => {
        const [px, py] = [(i % width) - cx, Math.floor(i / width) - cy]
        expect(Math.hypot(x - cx, turned.y[i]! - cy)).toBeCloseTo(Math.hypot(px, py), 4)
        return i === centre ? 0 : Math.atan2(px * (turned.y[i]! - cy) - py * (x - cx), px * (x - cx) + py * (turned.y[i]! - cy))
      })
      const angle = angles[0]!
      expect(Math.abs(angle)).toBeLessThanOrEqual((40 / 180) * Math.PI + 1e-6)
      angles.forEach((other, i) => { if (i !== centre) expect(other).toBeCloseTo(angle, 4) })

      const scaled = placesOf({ kind: 'scale', strength: 0.5 } as never, [height, width], seed)
      const factor = cx / (cx - scaled.x[0]!)
      expect(factor).toBeGreaterThanOrEqual(1 / 1.5 - 1e-6)
      expect(factor).toBeLessThanOrEqual(1.5 + 1e-6)
      scaled.y.forEach((y, i) => expect((y - cy) * factor).toBeCloseTo(Math.floor(i / width) - cy, 4))

      const leaning = placesOf({ kind: 'shear', angle: 30 } as never, [height, width], seed)
      const lean = (leaning.x[0]! - 0) / (0 - cy)
      expect(Math.abs(lean)).toBeLessThanOrEqual(Math.tan(Math.PI / 6) + 1e-6)
      leaning.x.forEach((x, i) => expect(x - (i % width)).toBeCloseTo(lean * (Math.floor(i / width) - cy), 4))
    }), { numRuns: 60 })
  })

  it('are deformed by fields of the given deviation, smooth over the given distance', () => {
    const [height, width] = [64, 64]
    const fields = Array.from({ length: 30 }, (_, seed) => {
      const { x, y } = placesOf({ kind: 'elastic', displacement: 1.5, smoothness: 3 } as never, [height, width], seed)
      return [x.map((place, i) => place - (i % width)), y.map((place, i) => place - Math.floor(i / width))]
    }).flat()
    const all = moments(fields.flatMap((field) => [...field]))
    expect(all.mean).toBeCloseTo(0, 1)
    expect(Math.sqrt(all.variance)).toBeCloseTo(1.5, 1)
    // The correlation of a field smoothed with a Gaussian of deviation σ falls as exp(−d²/4σ²).
    const correlation = (distance: number): number => moments(fields.flatMap((field) => [...field].flatMap((value, i) => (i % width + distance < width ? [value * field[i + distance]!] : [])))).mean / all.variance
    for (const distance of [1, 3, 6]) expect(correlation(distance)).toBeCloseTo(Math.exp(-(distance ** 2) / 36), 1)
  })
})

describe('chance', () => {
  it('draws gamma variates with mean and variance equal to their shape', () => {
    const random = createRandom(3, 'gamma')
    for (const shape of [0.2, 0.7, 1, 2.5, 20]) {
      const { mean, variance } = moments(Array.from({ length: 40_000 }, () => gamma(random, shape)))
      expect(Math.abs(mean / shape - 1)).toBeLessThan(0.05)
      expect(Math.abs(variance / shape - 1)).toBeLessThan(0.1)
    }
  })

  it('blends with shares from Beta(α, α): mean ½, variance 1/(4(2α + 1))', () => {
    const { definition } = augmentations.resolve('mixup', 'augmentation', [])!
    if (definition.sort !== 'mixing') throw new Error('mixup mixes')
    for (const alpha of [0.2, 1, 8]) {
      const random = createRandom(4, 'mixup')
      const { mean, variance } = moments(Array.from({ length: 20_000 }, () => definition.share(random, { alpha })))
      expect(mean).toBeCloseTo(0.5, 2)
      expect(Math.abs(variance * 4 * (2 * alpha + 1) - 1)).toBeLessThan(0.05)
    }
  })

  it('exchanges labels as often as it says, for any other alike', () => {
    const { definition } = augmentations.resolve('targetNoise', 'augmentation', [])!
    if (definition.sort !== 'targets') throw new Error('targetNoise changes targets')
    const random = createRandom(5, 'labels')
    const counts = [0, 0, 0, 0]
    for (let i = 0; i < 20_000; i++) counts[definition.changeLabel(2, 4, random, { probability: 0.3, deviation: 0 })]!++
    expect(counts.map((count) => Number((count / 20_000).toFixed(2)))).toEqual([0.1, 0.1, 0.7, 0.1])
  })
})

const digits = {
  version: 1, seed: 7, name: 'augmented digits',
  dataset: { kind: 'strokeDigits', samples: 90, size: 12 },
  split: { kind: 'fraction', validation: 0.2, test: 0 },
  preprocessing: [{ kind: 'standardize' }],
  augmentation: [{ kind: 'shift', distance: 1 }, { kind: 'elastic', displacement: 0.6, smoothness: 2 }, { kind: 'noise', deviation: 0.02 }, { kind: 'mixup', alpha: 0.4 }, { kind: 'targetNoise', probability: 0.1 }],
  network: { layers: [{ kind: 'flatten' }, { kind: 'dense', units: 24, activation: 'tanh' }, { kind: 'dense', units: 10 }] },
  optimizer: { kind: 'adam', learningRate: 0.005 },
  batches: { size: 25, order: 'shuffle' },
  stop: { epochs: 3 },
} as const

describe('batches', () => {
  it('depend on seed, epoch and sample alone', () => {
    const { experiment, data } = prepare(digits)
    const create = () => createAugmenter({ ...experiment, source: data.source, transforms: data.transforms })
    const [first, second] = [create(), create()]
    second.prepare(9, Int32Array.of(3, 1, 4))
    const together = first.prepare(2, Int32Array.of(5, 6, 7))
    const apart = [5, 6, 7].map((position) => second.prepare(2, Int32Array.of(position)))
    expect([...together.inputs]).toEqual(apart.flatMap(({ inputs }) => [...inputs]))
    expect([...together.labels]).toEqual(apart.flatMap(({ labels }) => [...labels]))
    expect([...together.partners!.shares]).toEqual(apart.flatMap(({ partners }) => [...partners!.shares]))
    expect([...first.prepare(3, Int32Array.of(5, 6, 7)).inputs]).not.toEqual([...together.inputs])
  })

  it('are the samples themselves, preprocessed, when every change is set to nothing', () => {
    const { experiment, data } = prepare({ ...digits, augmentation: [{ kind: 'noise', deviation: 0 }] } as never)
    const batch = createAugmenter({ ...experiment, source: data.source, transforms: data.transforms }).prepare(1, Int32Array.of(0, 8, 3))
    const size = 144
    expect([...batch.inputs]).toEqual([0, 8, 3].flatMap((position) => [...data.parts.train.inputs.subarray(position * size, (position + 1) * size)]))
    expect([...batch.labels]).toEqual([0, 8, 3].map((position) => data.parts.train.labels[position]))
  })

  it('train as the plain samples do when every change is set to nothing', async () => {
    const plain = await runTraining(prepare({ ...digits, augmentation: [] } as never))
    const unchanged = await runTraining(prepare({ ...digits, augmentation: [{ kind: 'noise', deviation: 0 }] } as never))
    expect(unchanged.finished!.weightsSha256).toBe(plain.finished!.weightsSha256)
  })

  it('blended with shares of 0 or 1 are real samples, with their own labels', () => {
    // Beta(α, α) is 0 or 1 almost surely when α is tiny.
    const { experiment, data } = prepare({ ...digits, augmentation: [{ kind: 'mixup', alpha: 1e-9 }] } as never)
    const { partners, inputs, labels } = createAugmenter({ ...experiment, source: data.source, transforms: data.transforms }).prepare(1, Int32Array.from({ length: 40 }, (_, i) => i))
    const size = 144
    expect([...partners!.shares].every((share) => share < 1e-6 || share > 1 - 1e-6)).toBe(true)
    partners!.shares.forEach((share, row) => {
      const label = share > 0.5 ? labels[row]! : partners!.labels[row]!
      const picture = [...inputs.subarray(row * size, (row + 1) * size)]
      const twins = [...data.parts.train.labels.keys()].filter((position) => picture.every((value, k) => Math.abs(value - data.parts.train.inputs[position * size + k]!) < 1e-5))
      expect(twins.map((position) => data.parts.train.labels[position])).toContain(label)
    })
  })

  it.each(['softmaxCrossEntropy', 'meanSquaredError'])('%s of a blend has the gradient of λ·L(t) + (1 − λ)·L(t′)', (loss) => {
    const layers = [{ kind: 'flatten' }, { id: 'out', kind: 'dense', units: 10, ...(loss === 'meanSquaredError' ? { activation: 'tanh' } : {}) }]
    const step = (kind: 'mixup' | 'noise', share: number, label: number, partner: number): Float64Array => {
      const { experiment, data } = prepare({ ...digits, network: { layers }, outputs: [{ from: 'out', loss }], augmentation: [{ kind }], optimizer: { kind: 'sgd', learningRate: 1 } } as never)
      const session = createSession(experiment, createReferenceEngine(), data.parts.train)
      const before = Float64Array.from(session.network.all.value.data)
      const targets = (of: number) => ({ labels: Int32Array.of(of), values: new Float32Array(0) })
      session.trainStep(Int32Array.of(0), { step: 1, stepsPerEpoch: 1, learningRate: 1 }, {
        sampleCount: 1, inputs: data.parts.train.inputs.subarray(0, 144), ...targets(label), partners: kind === 'mixup' ? { ...targets(partner), shares: Float32Array.of(share) } : null,
      })
      return before.map((value, i) => session.network.all.value.data[i]! - value)
    }
    const [own, other, blended] = [step('noise', 1, 2, 2), step('noise', 1, 7, 7), step('mixup', 0.25, 2, 7)]
    expect(Math.max(...own!.map(Math.abs))).toBeGreaterThan(1e-3)
    expectClose(blended!, own!.map((value, i) => 0.25 * value + 0.75 * other![i]!), { absolute: 1e-9, relative: 1e-6 })
  })

  it('count samples by their weights: one of weight 2 beside one of weight 0 is that one alone', () => {
    const { experiment, data } = prepare({ ...digits, augmentation: [], optimizer: { kind: 'sgd', learningRate: 1 } } as never)
    const learn = (weights: Float32Array | null, positions: Int32Array): Float64Array => {
      const session = createSession(experiment, createReferenceEngine(), { ...data.parts.train, weights })
      session.trainStep(positions, { step: 1, stepsPerEpoch: 1, learningRate: 1 })
      return Float64Array.from(session.network.all.value.data)
    }
    const weights = new Float32Array(data.parts.train.sampleCount).fill(1)
    weights[3] = 2
    weights[4] = 0
    expectClose(learn(weights, Int32Array.of(3, 4)), learn(null, Int32Array.of(3)), { absolute: 1e-9 })
  })

  it('resume in the middle of an epoch with the same bits', async () => {
    const whole = await runTraining(prepare(digits))
    let calls = 0
    // The clock runs so fast that a checkpoint is written after every step.
    const fast = { now: () => (calls += 20_000) }
    const cut = await runTraining(prepare(digits), { ...fast, stopAfter: (event) => event.type === 'checkpoint' && event.step === 5 })
    const resumed = await runTraining(prepare(digits), { resumeFrom: cut.checkpoints.get('last')! })
    expect(resumed.finished!.weightsSha256).toBe(whole.finished!.weightsSha256)
  })
})
