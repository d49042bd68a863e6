import fc from 'fast-check'
import { createRandom, sizeOf, type Engine, type Tensor } from '../../core/index.ts'
import { expectClose } from './close.ts'

/** 1, primes, and multiples of the kernels' blocks (4, 6, 8, 16) plus or minus one. */
export const edge = fc.constantFrom(1, 2, 3, 5, 7, 8, 9, 11, 13, 15, 16, 17, 23, 24, 25, 31, 33, 47, 63, 65)

export const numbersOf = (length: number, seed: number): number[] => {
  const random = createRandom(seed, 'ops')
  return Array.from({ length }, () => Math.fround(random.normal()))
}

/** Runs the same call on the reference and on another engine and compares every tensor it was given. */
export function compareOps(
  reference: Engine, engine: Engine, shapes: readonly (readonly number[])[], seed: number, call: (engine: Engine, tensors: Tensor[]) => void, tolerance: { relative?: number; absolute?: number } = {},
): void {
  const run = (target: Engine): Tensor[] => {
    const tensors = shapes.map((shape, index) => {
      const tensor = target.ops.create(shape)
      tensor.data.set(numbersOf(sizeOf(shape), seed + index))
      return tensor
    })
    call(target, tensors)
    return tensors
  }
  const expected = run(reference)
  run(engine).forEach((tensor, index) => expectClose(tensor.data, expected[index]!.data, { relative: 1e-5, absolute: 1e-5, ...tolerance, what: `tensor ${index}` }))
}
