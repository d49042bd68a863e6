import { describe, expect, it } from 'vitest'
import { createReferenceEngine, createWasmEngine, type StoredTensors } from '../../core/index.ts'
import { createErrorFunction, pathPlane, placeOf, planeBetween, randomPlane } from '../../core/analysis/error-surface.ts'
import { dot, norm, plus } from '../../core/math/vectors.ts'
import { readModel } from '../../core/trainer/trained-model.ts'
import { prepare, runTraining, spiralsSpec } from '../support/experiments.ts'

const spec = { ...spiralsSpec, checkpoints: { everyEpochs: 1 } } as never

async function trained() {
  const prepared = prepare(spec)
  const { checkpoints, finished } = await runTraining(prepared)
  const tensors = (tag: string): StoredTensors => readModel(prepared.experiment, checkpoints.get(tag)!).members[0]!.tensors
  return { ...prepared, tensors, finished: finished! }
}

describe('the error as a function of the parameters', () => {
  it('is at the solution what the run ended with, and elsewhere that of the epochs', async () => {
    const { experiment, data, tensors, finished } = await trained()
    const error = createErrorFunction(experiment, tensors('last'), data.parts.train, createReferenceEngine())
    const end = error.vectorOf(tensors('last'))
    expect(error.lossAt(end)).toBeCloseTo(finished.final.train!['loss']!, 5)
    const start = error.lossAt(error.vectorOf(tensors('epoch-0')))
    expect(start).toBeGreaterThan(error.lossAt(end))
    const fast = createErrorFunction(experiment, tensors('last'), data.parts.train, await createWasmEngine())
    expect(fast.lossAt(end)).toBeCloseTo(error.lossAt(end), 4)
    // Coming back gives the same: nothing is left of where it was.
    expect(fast.lossAt(end)).toBe(fast.lossAt(end))
  })
})

describe('planes', () => {
  it('of random directions have filters as long as the centre’s, and leave biases alone', async () => {
    const { experiment, data, tensors } = await trained()
    const error = createErrorFunction(experiment, tensors('last'), data.parts.train, createReferenceEngine())
    const centre = error.vectorOf(tensors('last'))
    const { first, second } = randomPlane(centre, error.filters, 4)
    for (const { from, to, isBias } of error.filters) {
      expect(norm(first.subarray(from, to))).toBeCloseTo(isBias ? 0 : norm(centre.subarray(from, to)), 10)
    }
    expect(error.filters.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(centre.length)
    expect(first).toEqual(randomPlane(centre, error.filters, 4).first)
    expect(Math.abs(dot(first, second)) / (norm(first) * norm(second))).toBeLessThan(0.5)
  })

  it('between two solutions have the other one at 1, and a direction across', () => {
    const [centre, other] = [Float64Array.of(1, 2, 3, 4), Float64Array.of(2, 0, 3, 1)]
    const plane = planeBetween(centre, other, [{ from: 0, to: 4, isBias: false }], 1)
    expect([...placeOf(plane, 1, 0)]).toEqual([...other])
    expect(dot(plane.first, plane.second)).toBeCloseTo(0, 10)
    expect(norm(plane.second)).toBeCloseTo(norm(plane.first), 10)
  })

  it('of a path hold a path that lies in a plane', () => {
    const centre = Float64Array.of(1, 1, 1, 1, 1)
    const [u, v] = [Float64Array.of(1, 0, 2, 0, 0), Float64Array.of(0, 1, 0, 0, -1)]
    const places = [[3, 1], [2, -1], [1, 0.5], [0, 0]].map(([a, b]) => plus(plus(centre, a!, u), b!, v))
    const { plane, x, y, shares } = pathPlane(centre, places)
    places.forEach((place, i) => placeOf(plane, x[i]!, y[i]!).forEach((value, k) => expect(value).toBeCloseTo(place[k]!, 9)))
    expect(shares[0] + shares[1]).toBeCloseTo(1, 9)
    expect(norm(plane.first)).toBeCloseTo(1, 9)
    expect(dot(plane.first, plane.second)).toBeCloseTo(0, 9)
  })

  it('of a path along a line have one direction alone', () => {
    const { shares, plane } = pathPlane(Float64Array.of(0, 0), [Float64Array.of(2, 2), Float64Array.of(1, 1)])
    expect(shares[0]).toBeCloseTo(1, 9)
    expect([...plane.second]).toEqual([0, 0])
  })
})
