import { expRow, rowMaximum } from './elementwise'
import { sumOf } from './normalization'

/** Probabilities below this are written as 0: their gradients would only become denormal numbers, which are slow. */
const NEGLIGIBLE: f32 = 1e-20

// Each writes one loss per row, and the gradient of their mean when `gradient` is not 0; `perRow` is the mean's scale over its rows.

export function softmaxCrossEntropy(logits: usize, labels: usize, losses: usize, gradient: usize, rows: i32, columns: i32, perRow: f32, scratch: usize, smoothing: f32, weights: usize): void {
  let bytes = <usize>columns << 2
  let share = smoothing / <f32>columns
  for (let r = 0; r < rows; r++) {
    let label = <usize>load<i32>(labels + (<usize>r << 2)) << 2
    let weight = weights ? load<f32>(weights + label) : <f32>1
    let maximum = rowMaximum(logits, columns)
    let sum = expRow(logits, columns, maximum, scratch)
    let expected = <f64>load<f32>(logits + label)
    if (smoothing) expected += <f64>smoothing * (sumOf(logits, columns) / <f64>columns - expected)
    store<f32>(losses + (<usize>r << 2), <f32>(<f64>weight * (Math.log(<f64>sum) + <f64>maximum - expected)))
    if (gradient) {
      let scale = perRow * weight
      let factor = scale / sum, spread = scale * share
      for (let j: usize = 0; j < bytes; j += 4) {
        let value = load<f32>(scratch + j) * factor
        store<f32>(gradient + j, (value < NEGLIGIBLE ? 0 : value) - spread)
      }
      store<f32>(gradient + label, load<f32>(gradient + label) - scale * (1 - smoothing))
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

export function absoluteError(outputs: usize, targets: usize, losses: usize, gradient: usize, rows: i32, columns: i32, perRow: f32): void {
  let perElement = perRow / <f32>columns
  let i: usize = 0
  for (let r = 0; r < rows; r++) {
    let sum: f64 = 0
    for (let j = 0; j < columns; j++, i += 4) {
      let difference = load<f32>(outputs + i) - load<f32>(targets + i)
      sum += <f64>abs(difference)
      if (gradient) store<f32>(gradient + i, difference > 0 ? perElement : difference < 0 ? -perElement : difference)
    }
    store<f32>(losses + (<usize>r << 2), <f32>(sum / <f64>columns))
  }
}

export function huberError(outputs: usize, targets: usize, losses: usize, gradient: usize, rows: i32, columns: i32, perRow: f32, delta: f32): void {
  let perElement = perRow / <f32>columns
  let i: usize = 0
  for (let r = 0; r < rows; r++) {
    let sum: f64 = 0
    for (let j = 0; j < columns; j++, i += 4) {
      let difference = load<f32>(outputs + i) - load<f32>(targets + i)
      let size = <f64>abs(difference), limit = <f64>delta
      sum += size <= limit ? 0.5 * size * size : limit * (size - 0.5 * limit)
      if (gradient) store<f32>(gradient + i, perElement * (difference > delta ? delta : difference < -delta ? -delta : difference))
    }
    store<f32>(losses + (<usize>r << 2), <f32>(sum / <f64>columns))
  }
}

export function hingeError(outputs: usize, targets: usize, losses: usize, gradient: usize, rows: i32, columns: i32, perRow: f32): void {
  let perElement = perRow / <f32>columns
  let i: usize = 0
  for (let r = 0; r < rows; r++) {
    let sum: f64 = 0
    for (let j = 0; j < columns; j++, i += 4) {
      let sign = <f32>2 * load<f32>(targets + i) - 1
      let margin = <f32>1 - sign * load<f32>(outputs + i)
      sum += margin <= 0 ? 0 : <f64>margin
      if (gradient) store<f32>(gradient + i, margin <= 0 ? 0 : -sign * perElement)
    }
    store<f32>(losses + (<usize>r << 2), <f32>(sum / <f64>columns))
  }
}

export function divergence(logits: usize, targets: usize, losses: usize, gradient: usize, rows: i32, columns: i32, perRow: f32): void {
  let bytes = <usize>columns << 2
  for (let r = 0; r < rows; r++) {
    let maximum = <f64>rowMaximum(logits, columns)
    let sum: f64 = 0, total: f64 = 0, loss: f64 = 0
    for (let j: usize = 0; j < bytes; j += 4) sum += Math.exp(<f64>load<f32>(logits + j) - maximum)
    let shift = maximum + Math.log(sum)
    for (let j: usize = 0; j < bytes; j += 4) {
      let t = <f64>load<f32>(targets + j)
      total += t
      loss += t * ((t > 0 ? Math.log(t) : 0) - <f64>load<f32>(logits + j) + shift)
    }
    store<f32>(losses + (<usize>r << 2), <f32>loss)
    if (gradient) {
      for (let j: usize = 0; j < bytes; j += 4) store<f32>(gradient + j, <f32>(<f64>perRow * (total * Math.exp(<f64>load<f32>(logits + j) - shift) - <f64>load<f32>(targets + j))))
      gradient += bytes
    }
    logits += bytes
    targets += bytes
  }
}
