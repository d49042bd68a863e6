import { describe, expect, it } from 'vitest'
import { createReferenceEngine, losses } from '../../core/index.ts'
import { createSession } from '../../core/trainer/session.ts'
import { prepare } from '../support/experiments.ts'
import { resolved } from '../support/resolved.ts'

/** The loss of a network that gives 0 for everything. */
function lossAtZero(loss: object, dataset: object, units: number): number {
  const spec = { version: 1, seed: 2, dataset, split: { kind: 'fraction', validation: 0, test: 0 }, network: { layers: [{ kind: 'flatten' }, { id: 'out', kind: 'dense', units, initializer: 'zeros' }] }, outputs: [{ from: 'out', loss }] }
  const { experiment, data } = prepare(spec as never)
  return createSession(experiment, createReferenceEngine(), data.parts.train).evaluate(data.parts.train).heads[0]!.losses[0]!
}

describe('targets for classes', () => {
  // Where the second derivatives of logistic and tanh have their extremes: (3 ± √3)/6 and ±1/√3.
  it.each([['zeroOne', 0, 1], ['plusMinusOne', -1, 1], ['logisticBend', 0.21132486540518713, 0.7886751345948129], ['tanhBend', -0.5773502691896258, 0.5773502691896258]])('%s are %f and %f', (classTargets, off, on) => {
    const digits = { kind: 'strokeDigits', samples: 30, size: 8 }
    expect(lossAtZero({ kind: 'meanSquaredError', classTargets }, digits, 10)).toBeCloseTo((on ** 2 + 9 * off ** 2) / 10, 6)
    expect(lossAtZero({ kind: 'sumOfSquares', classTargets }, digits, 10)).toBeCloseTo((on ** 2 + 9 * off ** 2) / 2, 6)
    const { definition, hyperparameters } = resolved(losses, { kind: 'meanSquaredError', classTargets })
    const pairs = definition.predict(Float32Array.of(off, on, (off + on) / 2), 3, { classes: ['a', 'b'], targetNames: ['y'] }, hyperparameters)
    ;[1, 0, 0, 1, 0.5, 0.5].forEach((value, i) => expect(pairs[i]).toBeCloseTo(value, 6))
  })

  it('leave values as they are', () => {
    const { definition, hyperparameters } = resolved(losses, { kind: 'meanSquaredError', classTargets: 'tanhBend' })
    expect([...definition.predict(Float32Array.of(3, -2), 2, { classes: null, targetNames: ['y'] }, hyperparameters)]).toEqual([3, -2])
  })
})
