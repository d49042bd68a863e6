import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { affinities } from '../../core/analysis/affinities.ts'
import { nearestGraph, sharedNeighbours } from '../../core/analysis/nearest-graph.ts'
import { createQuadTree } from '../../core/analysis/quad-tree.ts'
import { createTSne, T_SNE_STEPS } from '../../core/analysis/t-sne.ts'
import { createRandom } from '../../core/index.ts'
import { covarianceAxes } from '../../core/math/covariance-axes.ts'
import { leadingComponents } from '../../core/math/leading-components.ts'
import { drawUmap } from '../../core/worker/umap.ts'

interface Golden { readonly samples: number[]; readonly features: number; readonly perplexity: number; readonly neighbours: number; readonly affinities: number[]; readonly places: number[]; readonly divergence: number; readonly gradient: number[]; readonly own: { readonly divergence: number } }
const golden = JSON.parse(readFileSync(new URL('../golden/sklearn/t-sne.json', import.meta.url), 'utf8')) as Golden
const samples = Float32Array.from(golden.samples)
const graph = nearestGraph(samples, golden.features, golden.neighbours)
const given = affinities(graph, golden.perplexity)

const random = createRandom(4, 'embedding-test')
/** Groups of points around far centres. */
const groups = (count: number, width: number, of: number): Float32Array => {
  const centres = Float32Array.from({ length: of * width }, () => 4 * random.normal())
  return Float32Array.from({ length: count * width }, (_, i) => centres[(Math.floor(i / width) % of) * width + (i % width)]! + random.normal())
}

describe('the nearest others', () => {
  test('are those of sorting all distances', () => {
    const rows = groups(60, 11, 3)
    const found = nearestGraph(rows, 11, 7)
    for (let row = 0; row < 60; row++) {
      const distance = (other: number): number => Math.hypot(...Array.from({ length: 11 }, (_, k) => rows[row * 11 + k]! - rows[other * 11 + k]!))
      const sorted = Array.from({ length: 60 }, (_, other) => other).filter((other) => other !== row).sort((a, b) => distance(a) - distance(b)).slice(0, 7)
      expect([...found.indices.subarray(row * 7, row * 7 + 7)]).toEqual(sorted)
      expect(found.distances[row * 7 + 6]).toBeCloseTo(distance(sorted[6]!), 6)
    }
  })

  test('are as many as there are others; copies are at distance 0', () => {
    const few = nearestGraph(Float32Array.of(0, 0, 1, 1, 1, 1), 2, 9)
    expect(few.neighbours).toBe(2)
    expect([...few.indices]).toEqual([1, 2, 2, 0, 1, 0])
    expect(few.distances[2]).toBe(0)
  })

  test('are shared wholly by a picture of the same distances, and hardly by another', () => {
    const rows = groups(80, 2, 4)
    const doubled = rows.map((value) => 2 * value)
    const shuffled = Float32Array.from(rows, (_, i) => rows[(i * 22 + 6) % 160]!)
    expect(sharedNeighbours(nearestGraph(rows, 2, 5), nearestGraph(doubled, 2, 5))).toBe(1)
    expect(sharedNeighbours(nearestGraph(rows, 2, 5), nearestGraph(shuffled, 2, 5))).toBeLessThan(0.4)
  })
})

describe('leading components', () => {
  test('of many features are those of the whole covariance', () => {
    const [count, width] = [90, 230]
    const loadings = Float64Array.from({ length: 4 * width }, () => random.normal())
    const rows = new Float32Array(count * width)
    for (let i = 0; i < count; i++) {
      const factors = [9, 5, 3, 2].map((scale) => scale * random.normal())
      for (let j = 0; j < width; j++) rows[i * width + j] = 3 + 0.3 * random.normal() + factors.reduce((sum, factor, k) => sum + factor * loadings[k * width + j]!, 0)
    }
    const { values, vectors, mean } = covarianceAxes(rows, width)
    const found = leadingComponents(rows, width, 3, createRandom(1, 'a'))
    expect([...found.variances].map((value, k) => value / values[k]!)).toEqual([expect.closeTo(1, 4), expect.closeTo(1, 4), expect.closeTo(1, 4)])
    expect(found.totalVariance / values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6)
    for (let k = 0; k < 3; k++) {
      const exact = Array.from({ length: count }, (_, i) => Array.from({ length: width }, (_, j) => (rows[i * width + j]! - mean[j]!) * vectors[k * width + j]!).reduce((sum, part) => sum + part, 0))
      const furthest = exact.reduce((far, value) => (Math.abs(value) > Math.abs(far) ? value : far), 0)
      exact.forEach((value, i) => expect(found.projections[3 * i + k]).toBeCloseTo(value * Math.sign(furthest), 2))
    }
  })

  test('of few features and fewer samples are as many as there can be', () => {
    const found = leadingComponents(Float32Array.of(1, 2, 3, 4, 6, 8), 2, 50, random)
    expect(found.variances).toHaveLength(2)
    expect(found.projections).toHaveLength(6)
  })
})

describe('affinities', () => {
  test('are scikit-learn’s', () => {
    const dense = new Float64Array(45 * 45)
    for (let row = 0; row < 45; row++) for (let at = given.starts[row]!; at < given.starts[row + 1]!; at++) dense[row * 45 + given.others[at]!] = given.values[at]!
    dense.forEach((value, i) => expect(Math.abs(value - golden.affinities[i]!)).toBeLessThan(2e-6))
    expect(given.values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12)
  })
})

describe('the tree of cells', () => {
  const positions = Float64Array.from({ length: 400 }, () => 3 * random.normal())
  positions.set(positions.subarray(0, 4), 4) // two pairs in one place
  const exact = (i: number): number[] => {
    const total = [0, 0, 0]
    for (let j = 0; j < 200; j++) {
      if (j === i) continue
      const [dx, dy] = [positions[2 * i]! - positions[2 * j]!, positions[2 * i + 1]! - positions[2 * j + 1]!]
      const q = 1 / (1 + dx * dx + dy * dy)
      total[0]! += q
      total[1]! += q * q * dx
      total[2]! += q * q * dy
    }
    return total
  }
  const byTree = (i: number, theta: number): number[] => {
    const force = new Float64Array(2)
    const sum = tree.repulsion(positions[2 * i]!, positions[2 * i + 1]!, theta, force)
    return [sum, force[0]!, force[1]!]
  }
  const tree = createQuadTree(200)
  tree.build(positions)

  test('sums up what every pair does, copies counted', () => {
    for (let i = 0; i < 200; i++) byTree(i, 0).forEach((value, k) => expect(value).toBeCloseTo(exact(i)[k]!, 9))
  })

  test('is near to it where far cells count as one point', () => {
    const off = Array.from({ length: 200 }, (_, i) => Math.abs(byTree(i, 0.5)[0]! / exact(i)[0]! - 1))
    expect(Math.max(...off)).toBeLessThan(0.03)
    expect(Math.max(...off)).toBeGreaterThan(0)
  })
})

describe('t-SNE', () => {
  test('has scikit-learn’s divergence and gradient at any map', () => {
    const map = createTSne(given, new Float32Array(90), 0)
    map.positions.set(golden.places)
    expect(map.divergence()).toBeCloseTo(golden.divergence, 5)
    map.gradient().forEach((value, i) => expect(Math.abs(value - golden.gradient[i]!)).toBeLessThan(1e-6))
  })

  test('ends with a map as good as scikit-learn’s, the same each time', () => {
    const start = leadingComponents(samples, golden.features, 2, createRandom(1, 'a')).projections
    const draw = () => {
      const map = createTSne(given, start)
      const divergences: number[] = []
      for (let step = 0; step < T_SNE_STEPS; step++) {
        map.step()
        if (step % 250 === 249) divergences.push(map.divergence())
      }
      return { divergences, positions: map.positions }
    }
    const { divergences, positions } = draw()
    expect(divergences.at(-1)).toBeLessThan(1.1 * golden.own.divergence)
    expect(divergences[2]!).toBeLessThan(divergences[1]!)
    expect(sharedNeighbours(nearestGraph(samples, 5, 5), nearestGraph(Float32Array.from(positions), 2, 5))).toBeGreaterThan(0.6)
    expect(draw().positions).toEqual(positions)
  })
})

describe('UMAP', () => {
  const rows = groups(90, 12, 3)
  const nearest = nearestGraph(rows, 12, 10)
  const start = leadingComponents(rows, 12, 2, createRandom(1, 'a')).projections
  const shares: number[] = []
  const draw = (seed: number) => drawUmap({ graph: nearest, start, random: createRandom(seed, 'umap'), report: (share) => shares.push(share) })
  const map = draw(2)

  test('keeps groups apart and near samples near', () => {
    const close = nearestGraph(map, 2, 10)
    const sameGroup = close.indices.filter((other, i) => other % 3 === Math.floor(i / 10) % 3).length / close.indices.length
    expect(sameGroup).toBeGreaterThan(0.99)
    expect(sharedNeighbours(nearest, close)).toBeGreaterThan(0.3)
    expect(shares.length).toBeGreaterThan(100)
  })

  test('is the same for the same seed, and another for another', () => {
    expect(draw(2)).toEqual(map)
    expect(draw(3)).not.toEqual(map)
  })
})
