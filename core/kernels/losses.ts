import { expRow, rowMaximum } from './elementwise'

/** Probabilities below this are written as 0: their gradients would only become denormal numbers, which are slow. */
const NEGLIGIBLE: f32 = 1e-20

// Each writes one loss per row, and the gradient of their mean when `gradient` is not 0; `perRow` is the mean's scale over its rows.

export function softmaxCrossEntropy(logits: usize, labels: usize, losses: usize, gradient: usize, rows: i32, columns: i32, perRow: f32, scratch: usize): void {
  let bytes = <usize>columns << 2
  for (let r = 0; r < rows; r++) {
    let label = <usize>load<i32>(labels + (<usize>r << 2)) << 2
    let maximum = rowMaximum(logits, columns)
    let sum = expRow(logits, columns, maximum, scratch)
    store<f32>(losses + (<usize>r << 2), <f32>(Math.log(<f64>sum) + <f64>maximum - <f64>load<f32>(logits + label)))
    if (gradient) {
      let factor = perRow / sum
      for (let j: usize = 0; j < bytes; j += 4) {
        let value = load<f32>(scratch + j) * factor
        store<f32>(gradient + j, value < NEGLIGIBLE ? 0 : value)
      }
      store<f32>(gradient + label, load<f32>(gradient + label) - perRow)
      gradient += bytes
    }
    logits += bytes
  }
}

export function binaryCrossEntropy(logits: usize, targets: usize, losses: usize, gradient: usize, rows: i32, columns: i32, perRow: f32): void {
  let perElement = <f64>perRow / <f64>columns
  let i: usize = 0
  for (let r = 0; r < rows; r++) {
    let sum: f64 = 0
    for (let j = 0; j < columns; j++, i += 4) {
      let z = <f64>load<f32>(logits + i), t = <f64>load<f32>(targets + i)
      let small = Math.exp(-Math.abs(z))
      sum += max<f64>(z, 0) - t * z + Math.log1p(small)
      if (gradient) store<f32>(gradient + i, <f32>(((z >= 0 ? 1 / (1 + small) : small / (1 + small)) - t) * perElement))
    }
    store<f32>(losses + (<usize>r << 2), <f32>(sum / <f64>columns))
  }
}

export function squaredError(outputs: usize, targets: usize, losses: usize, gradient: usize, rows: i32, columns: i32, perRow: f32): void {
  let perElement = <f32>2 * perRow / <f32>columns
  let i: usize = 0
  for (let r = 0; r < rows; r++) {
    let sum: f64 = 0
    for (let j = 0; j < columns; j++, i += 4) {
      let difference = load<f32>(outputs + i) - load<f32>(targets + i)
      sum += <f64>difference * <f64>difference
      if (gradient) store<f32>(gradient + i, difference * perElement)
    }
    store<f32>(losses + (<usize>r << 2), <f32>(sum / <f64>columns))
  }
}
