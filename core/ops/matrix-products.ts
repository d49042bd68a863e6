import type { MatrixProducts } from '../math/matrix-products.ts'
import type { Engine } from './ops.ts'
import type { Tensor } from './tensor.ts'

/** Rows per call: few enough that sums in the engine's precision stay exact to its last digits. */
const ROWS = 512

/**
 * The engine's own matrix product for statistics of many samples: blocks of rows in its precision, added up in float64. A block is filled
 * up with zeros, so that what a row gives does not depend on how many there are. Its memory is given back after each call.
 */
export const engineProducts = (engine: Engine): MatrixProducts => ({
  scatter(rows, mean) {
    const n = mean.length
    const sums = new Float64Array(n * n)
    inBlocks(engine, rows, mean, (block) => {
      const out = engine.ops.create([n, n])
      const { run } = engine.record(() => engine.ops.matmul(block, block, out, { transposeA: true }))
      return () => {
        run()
        for (let k = 0; k < sums.length; k++) sums[k] += out.data[k]
      }
    })
    return sums
  },
  project(rows, mean, matrix) {
    const n = mean.length
    const width = matrix.length / n
    const result = new Float32Array((rows.length / n) * width)
    inBlocks(engine, rows, mean, (block) => {
      const weight = engine.ops.create([width, n])
      weight.data.set(matrix)
      const out = engine.ops.create([ROWS, width])
      const { run } = engine.record(() => engine.ops.matmul(block, weight, out, { transposeB: true }))
      return (start, count) => {
        run()
        result.set(out.data.subarray(0, count * width), start * width)
      }
    })
    return result
  },
})

/** Puts the rows less their mean into a block, one after the other, and lets each be worked on. */
function inBlocks(engine: Engine, rows: Float32Array, mean: Float64Array, prepare: (block: Tensor) => (start: number, count: number) => void): void {
  const n = mean.length
  const release = engine.mark()
  const block = engine.ops.create([ROWS, n])
  const work = prepare(block)
  for (let start = 0; start * n < rows.length; start += ROWS) {
    const count = Math.min(ROWS, rows.length / n - start)
    if (count < ROWS) block.data.fill(0)
    for (let row = 0; row < count; row++) for (let j = 0; j < n; j++) block.data[row * n + j] = rows[(start + row) * n + j] - mean[j]
    work(start, count)
  }
  release()
}
