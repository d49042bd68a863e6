import { describe, expect, it } from 'vitest'
import { datasets, describeDataset, type Dataset } from '../../../core/index.ts'
import { resolved } from '../../support/resolved.ts'

const generate = (spec: { kind: string; [hyperparameter: string]: unknown }, seed = 1): Dataset => {
  const { definition, hyperparameters } = resolved(datasets, spec)
  if (definition.source !== 'generator') throw new Error(`${spec.kind} is no generator`)
  return definition.generate(hyperparameters, seed)
}
const kinds = datasets.kinds.filter((kind) => datasets.get(kind).source === 'generator')
const labelOf = ({ targets }: Dataset, i: number): number => (targets.kind === 'classes' ? targets.labels[i]! : NaN)
const point = ({ inputs }: Dataset, i: number): [number, number] => [inputs[2 * i]!, inputs[2 * i + 1]!]
/** The share of samples that a rule over planar points gets right. */
const agreement = (dataset: Dataset, rule: (x: number, y: number) => number): number =>
  Array.from({ length: dataset.sampleCount }, (_, i) => rule(...point(dataset, i)) === labelOf(dataset, i)).filter(Boolean).length / dataset.sampleCount

describe.each(kinds)('%s', (kind) => {
  const samples = kind === 'strokeDigits' ? 103 : 301

  it('is what its description says', () => {
    const { definition, hyperparameters } = resolved(datasets, { kind, samples })
    if (definition.source !== 'generator') throw new Error()
    // How many samples each class has is known once they are there.
    const { classCounts, ...described } = describeDataset(definition.generate(hyperparameters, 1))
    expect(described).toEqual(definition.describe(hyperparameters))
    if (described.classes !== null) expect(classCounts).toHaveLength(described.classes.length)
    if (described.classes !== null) expect(classCounts!.reduce((sum, count) => sum + count, 0)).toBe(described.sampleCount)
  })

  it('is a function of its seed', () => {
    expect(generate({ kind, samples }, 5)).toEqual(generate({ kind, samples }, 5))
    expect(generate({ kind, samples }, 5).inputs).not.toEqual(generate({ kind, samples }, 6).inputs)
  })

  it('has finite inputs and balanced classes', () => {
    const { inputs, targets } = generate({ kind, samples })
    expect(inputs.every((value) => Number.isFinite(value))).toBe(true)
    if (targets.kind === 'values') return
    const sizes = targets.classes.map((_, index) => targets.labels.filter((label) => label === index).length)
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
  })
})

describe('without noise', () => {
  it('XOR has four points, told apart by x ≠ y', () => {
    const dataset = generate({ kind: 'xor', samples: 40, noise: 0 })
    expect(new Set(Array.from({ length: 40 }, (_, i) => point(dataset, i).join()))).toEqual(new Set(['0,0', '0,1', '1,0', '1,1']))
    expect(agreement(dataset, (x, y) => (x === y ? 0 : 1))).toBe(1)
  })

  it('circles are told apart by their radius', () => {
    expect(agreement(generate({ kind: 'circles', noise: 0, ratio: 0.4 }), (x, y) => (Math.abs(Math.hypot(x, y) - 1) < 1e-6 ? 0 : 1))).toBe(1)
  })

  it('moons lie on two half circles that no line separates', () => {
    const dataset = generate({ kind: 'moons', noise: 0 })
    expect(agreement(dataset, (x, y) => (Math.abs(Math.hypot(x, y) - 1) < 1e-6 && y >= 0 ? 0 : 1))).toBe(1)
    expect(agreement(dataset, (_, y) => (y > 0.25 ? 0 : 1))).toBeLessThan(0.95)
  })

  it('the angle of a spiral tells its arm', () => {
    const dataset = generate({ kind: 'spirals', noise: 0, arms: 3, turns: 2 })
    const arm = (x: number, y: number): number => {
      const turns = Math.atan2(y, x) / (2 * Math.PI) - 2 * Math.hypot(x, y)
      return Math.round((turns - Math.floor(turns)) * 3) % 3
    }
    expect(agreement(dataset, arm)).toBeGreaterThan(0.99)
  })

  it('the sine is a sine', () => {
    const { inputs, targets } = generate({ kind: 'noisySine', noise: 0, periods: 2 })
    if (targets.kind !== 'values') throw new Error()
    inputs.forEach((x, i) => expect(targets.values[i]).toBeCloseTo(Math.sin(2 * Math.PI * x), 5))
  })
})

it('the Gaussians overlap as much as theory says', () => {
  // The best rule errs with probability Φ(−distance / 2 deviations) = Φ(−1) = 0.1587.
  const dataset = generate({ kind: 'gaussians', samples: 20_000, distance: 2, deviation: 1 })
  expect(1 - agreement(dataset, (x, y) => (x + y > 0 ? 1 : 0))).toBeCloseTo(0.1587, 2)
})

describe('drawn digits', () => {
  /** Classifies every odd sample by the nearest mean of the even ones. */
  const nearestMean = (dataset: Dataset): number => {
    const size = dataset.inputs.length / dataset.sampleCount
    const means = Array.from({ length: 10 }, () => new Float64Array(size))
    const half = dataset.sampleCount / 2
    for (let i = 0; i < half; i++) for (let k = 0; k < size; k++) means[labelOf(dataset, i)]![k]! += dataset.inputs[i * size + k]! / (half / 10)
    let correct = 0
    for (let i = half; i < dataset.sampleCount; i++) {
      const distances = means.map((mean) => mean.reduce((sum, value, k) => sum + (value - dataset.inputs[i * size + k]!) ** 2, 0))
      if (distances.indexOf(Math.min(...distances)) === labelOf(dataset, i)) correct++
    }
    return correct / half
  }

  it('can be told apart, but not by templates alone', () => {
    const accuracy = nearestMean(generate({ kind: 'strokeDigits', samples: 2000 }))
    expect(accuracy).toBeGreaterThan(0.6)
    expect(accuracy).toBeLessThan(0.95)
  })

  it('are ink on an empty ground, with grey edges, at any size', () => {
    for (const size of [8, 28, 40]) {
      const { inputs } = generate({ kind: 'strokeDigits', samples: 100, size, noise: 0 })
      const share = (test: (value: number) => boolean): number => (inputs as Uint8Array).filter(test).length / inputs.length
      expect(share((value) => value === 0)).toBeGreaterThan(0.4)
      expect(share((value) => value > 128)).toBeGreaterThan(0.05)
      expect(share((value) => value > 0 && value < 255)).toBeGreaterThan(0.03)
    }
  })

  it('are mere templates without distortion', () => {
    const { inputs } = generate({ kind: 'strokeDigits', samples: 400, distortion: 0, noise: 0 })
    const images = new Set(Array.from({ length: 400 }, (_, i) => inputs.subarray(i * 784, (i + 1) * 784).join()))
    expect(images.size).toBeLessThanOrEqual(25)
  })
})

/** The rows of `x` as text, with their labels. */
const rows = (dataset: Dataset): string[] => Array.from({ length: dataset.sampleCount }, (_, i) => {
  const width = dataset.inputs.length / dataset.sampleCount
  return `${Array.from(dataset.inputs.subarray(i * width, (i + 1) * width)).join('')}→${labelOf(dataset, i)}`
})
const valueOf = ({ targets }: Dataset, i: number): number => (targets.kind === 'values' ? targets.values[i * targets.names.length]! : NaN)
const sampleOf = ({ inputs, sampleCount }: Dataset, i: number): number[] => Array.from(inputs.subarray((i * inputs.length) / sampleCount, ((i + 1) * inputs.length) / sampleCount))
const eachSample = (dataset: Dataset, check: (sample: number[], i: number) => void): void => {
  for (let i = 0; i < dataset.sampleCount; i++) check(sampleOf(dataset, i), i)
}
const checks = (spec: { kind: string; [hyperparameter: string]: unknown }): string[] => {
  const { definition, hyperparameters } = resolved(datasets, spec)
  return definition.source === 'generator' ? (definition.check?.(hyperparameters, 'dataset') ?? []).map(({ path }) => path) : []
}

describe('truth tables', () => {
  it.each([
    ['and', ['00→0', '01→0', '10→0', '11→1']],
    ['or', ['00→0', '01→1', '10→1', '11→1']],
    ['nand', ['00→1', '01→1', '10→1', '11→0']],
    ['nor', ['00→1', '01→0', '10→0', '11→0']],
    ['xor', ['00→0', '01→1', '10→1', '11→0']],
    ['equal', ['00→1', '01→0', '10→0', '11→1']],
    ['majority', ['00→0', '01→0', '10→0', '11→1']],
  ])('%s of two bits', (name, table) => {
    expect(rows(generate({ kind: 'logicalFunction', function: name, samples: 4, noise: 0 }))).toEqual(table)
  })

  it('of three bits and of parity', () => {
    expect(rows(generate({ kind: 'logicalFunction', function: 'majority', inputs: 3, samples: 8, noise: 0 }))).toEqual(['000→0', '001→0', '010→0', '011→1', '100→0', '101→1', '110→1', '111→1'])
    expect(rows(generate({ kind: 'parity', inputs: 3, samples: 8, noise: 0 }))).toEqual(['000→0', '001→1', '010→1', '011→0', '100→1', '101→0', '110→0', '111→1'])
  })

  it('come again in their order', () => {
    const table = rows(generate({ kind: 'logicalFunction', samples: 10, noise: 0 }))
    expect(table.slice(4)).toEqual([...table.slice(0, 4), ...table.slice(0, 2)])
  })
})

describe('figures', () => {
  it('a checkerboard is told by the sum of its row and column', () => {
    expect(agreement(generate({ kind: 'checkerboard', squares: 5 }), (x, y) => (Math.floor((x + 1) * 2.5) + Math.floor((y + 1) * 2.5)) % 2)).toBe(1)
  })

  it('a triangle is told by three lines, each at the margin, and by no single one', () => {
    const dataset = generate({ kind: 'triangle', margin: 0.1 })
    const sides = [[0, -1], [Math.sqrt(3) / 2, 0.5], [-Math.sqrt(3) / 2, 0.5]] as const
    const beyond = (x: number, y: number): number => Math.max(...sides.map(([a, b]) => a * x + b * y)) - 0.5
    eachSample(dataset, ([x, y], i) => expect(labelOf(dataset, i) === 1 ? beyond(x!, y!) : -beyond(x!, y!)).toBeLessThanOrEqual(-0.1 + 1e-6))
    for (const [a, b] of sides) expect(agreement(dataset, (x, y) => (a * x + b * y < 0.5 ? 1 : 0))).toBeLessThan(0.9)
  })

  it('classes on two sides of a plane keep its margin, and a perceptron errs no more often than its proof allows', () => {
    const dataset = generate({ kind: 'linearlySeparable', features: 3, margin: 0.3, samples: 200 })
    const longest = Math.max(...Array.from({ length: 200 }, (_, i) => Math.hypot(...sampleOf(dataset, i))))
    const weights = [0, 0, 0]
    let mistakes = 0
    for (let clean = false; !clean && mistakes < 10_000;) {
      clean = true
      eachSample(dataset, (sample, i) => {
        const side = labelOf(dataset, i) === 1 ? 1 : -1
        if (side * sample.reduce((sum, value, k) => sum + value * weights[k]!, 0) > 0) return
        sample.forEach((value, k) => { weights[k]! += side * value })
        mistakes++
        clean = false
      })
    }
    expect(mistakes).toBeGreaterThan(0)
    expect(mistakes).toBeLessThanOrEqual((longest / 0.3) ** 2)
  })

  it('blobs lie around their centres', () => {
    const still = generate({ kind: 'blobs', classes: 4, features: 3, deviation: 0, samples: 40 }, 2)
    expect(new Set(rows(still)).size).toBe(4)
    expect(Array.from(still.inputs).every((value) => Math.abs(value) <= 5)).toBe(true)
  })
})

describe('translated bars', () => {
  const dataset = generate({ kind: 'barPatterns', width: 12, pixels: 4, gap: 2, samples: 24 })

  it('show every translation of both once, around the end too', () => {
    const expected = ['A', 'B'].flatMap((_, label) => Array.from({ length: 12 }, (__, start) => {
      const row = new Array<number>(12).fill(0)
      for (const place of label === 0 ? [0, 1, 2, 3] : [0, 1, 4, 5]) row[(start + place) % 12] = 1
      return `${row.join('')}→${label}`
    }))
    expect(rows(dataset).sort()).toEqual(expected.sort())
  })

  it('light every pixel equally often in both, which is why no perceptron tells them apart', () => {
    const lit = [0, 1].map((label) => {
      const counts = new Array<number>(12).fill(0)
      eachSample(dataset, (sample, i) => { if (labelOf(dataset, i) === label) sample.forEach((value, k) => { counts[k]! += value }) })
      return counts
    })
    expect(lit[0]).toEqual(lit[1])
    expect(new Set(lit[0])).toEqual(new Set([4]))
  })
})

describe('regression', () => {
  it('a polynomial without noise has its degree: differences of one order more vanish', () => {
    for (const degree of [0, 1, 3, 6]) {
      const dataset = generate({ kind: 'polynomial', degree, noise: 0, samples: 30, range: 2 }, degree)
      // Divided differences over a few points (Newton).
      const x = Array.from({ length: degree + 2 }, (_, i) => dataset.inputs[i]!)
      const table = [x.map((_, i) => valueOf(dataset, i))]
      for (let order = 1; order <= degree + 1; order++) table.push(table[order - 1]!.slice(1).map((value, i) => (value - table[order - 1]![i]!) / (x[i + order]! - x[i]!)))
      expect(Math.abs(table[degree]![0]!)).toBeGreaterThan(0.5 * 2 ** Math.max(0, degree - 1) / 2 ** degree - 1e-3)
      expect(Math.abs(table[degree + 1]![0]!)).toBeLessThan(2e-3 * Math.max(1, ...table[degree]!.map(Math.abs)))
    }
  })

  it('powers are powers', () => {
    eachSample(generate({ kind: 'polynomial', powers: 4, range: 2 }), ([x, ...others]) => others.forEach((value, k) => expect(value).toBeCloseTo(x! ** (k + 2), 4)))
  })

  it('a linear value depends on the informative features alone', () => {
    const dataset = generate({ kind: 'linearRegression', features: 4, informative: 2, noise: 0, samples: 50 })
    // The weights from two samples (Cramer), confirmed by all others.
    const [[a, b], [c, d]] = [sampleOf(dataset, 0), sampleOf(dataset, 1)] as [number[], number[]]
    const [y, z] = [valueOf(dataset, 0), valueOf(dataset, 1)]
    const determinant = a! * d! - b! * c!
    const [first, second] = [(y * d! - b! * z) / determinant, (a! * z - y * c!) / determinant]
    eachSample(dataset, (sample, i) => expect(valueOf(dataset, i)).toBeCloseTo(first * sample[0]! + second * sample[1]!, 3))
  })
})

describe('sequences', () => {
  it('the marked numbers add up', () => {
    const dataset = generate({ kind: 'addingProblem', length: 7, samples: 50 })
    eachSample(dataset, (sample, i) => {
      const marked = [0, 1, 2, 3, 4, 5, 6].filter((step) => sample[2 * step + 1] === 1)
      expect(marked).toHaveLength(2)
      expect(marked[0]!).toBeLessThan(3)
      expect(marked[1]!).toBeGreaterThanOrEqual(3)
      expect(valueOf(dataset, i)).toBeCloseTo(sample[2 * marked[0]!]! + sample[2 * marked[1]!]!, 6)
    })
  })

  it('a sine goes on as its last steps say', () => {
    const dataset = generate({ kind: 'sineContinuation', length: 12, ahead: 3, noise: 0, samples: 40 })
    // s(t+1) = 2 cos(ω) s(t) − s(t−1) for every sine.
    eachSample(dataset, (sample, i) => {
      const middle = sample.slice(1, -1).reduce((best, value, k) => (Math.abs(value) > Math.abs(sample[best]!) ? k + 1 : best), 1)
      const factor = (sample[middle + 1]! + sample[middle - 1]!) / sample[middle]!
      expect(valueOf(dataset, i)).toBeCloseTo(factor * sample[11]! - sample[10]!, 3)
    })
  })

  it('the bit that is asked for came the delay before the end', () => {
    const dataset = generate({ kind: 'delayedCopy', length: 9, delay: 5, samples: 60 })
    eachSample(dataset, (sample, i) => expect(sample[3]).toBe(labelOf(dataset, i)))
    expect(new Set(rows(dataset).map((row) => row.slice(0, 3) + row.slice(4, 9))).size).toBeGreaterThan(30)
  })

  it('parity counts every step', () => {
    const dataset = generate({ kind: 'parityOverTime', length: 8, samples: 200 })
    eachSample(dataset, (sample, i) => expect(sample.reduce((a, b) => a + b) % 2).toBe(labelOf(dataset, i)))
    expect(new Set(rows(dataset)).size).toBeGreaterThan(100)
  })
})

it('choices that do not go together are named', () => {
  expect(checks({ kind: 'barPatterns', width: 6, pixels: 4, gap: 2 })).toEqual(['dataset.width'])
  expect(checks({ kind: 'delayedCopy', length: 5, delay: 5 })).toEqual(['dataset.delay'])
  expect(checks({ kind: 'linearRegression', features: 2, informative: 3 })).toEqual(['dataset.informative'])
  expect(checks({ kind: 'sineContinuation', shortest: 30, longest: 20 })).toEqual(['dataset.longest'])
  for (const kind of kinds) expect(checks({ kind })).toEqual([])
})
