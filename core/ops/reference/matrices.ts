import type { Ops } from '../ops.ts'
import type { Emit } from './engine.ts'

/** Matrix products and column sums, summed in index order. */
export const matrixOps = (emit: Emit): Pick<Ops, 'matmul' | 'linear' | 'columnSums'> => ({
  matmul(a, b, out, { transposeA = false, transposeB = false, accumulate = false } = {}) {
    const [m, n] = out.shape
    const k = transposeA ? a.shape[0] : a.shape[1]
    const columnsA = a.shape[1]
    const columnsB = b.shape[1]
    emit(() => {
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let sum = accumulate ? out.data[i * n + j] : 0
          for (let p = 0; p < k; p++) {
            sum += (transposeA ? a.data[p * columnsA + i] : a.data[i * columnsA + p]) * (transposeB ? b.data[j * columnsB + p] : b.data[p * columnsB + j])
          }
          out.data[i * n + j] = sum
        }
      }
    })
  },

  linear(x, weight, bias, y) {
    const [rows, outputs] = y.shape
    const inputs = weight.shape[1]
    emit(() => {
      for (let r = 0; r < rows; r++) {
        for (let o = 0; o < outputs; o++) {
          let sum = bias === null ? 0 : bias.data[o]
          for (let i = 0; i < inputs; i++) sum += x.data[r * inputs + i] * weight.data[o * inputs + i]
          y.data[r * outputs + o] = sum
        }
      }
    })
  },

  columnSums(x, sums, accumulate = false) {
    const columns = sums.data.length
    const rows = x.data.length / columns
    emit(() => {
      for (let j = 0; j < columns; j++) {
        let sum = accumulate ? sums.data[j] : 0
        for (let r = 0; r < rows; r++) sum += x.data[r * columns + j]
        sums.data[j] = sum
      }
    })
  },
})
