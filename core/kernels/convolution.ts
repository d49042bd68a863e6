import { forwardTile, gradientTile, PIXELS } from './build/convolution-tiles'
import { matmul } from './matmul'

// Images are [channels, height, width]; `x` stands in a buffer with its padding already around it (see `pad`).
// A descriptor holds the geometry of one group's convolution, in words:
//   0 input channels   1 padded height   2 padded width   3 output channels   4 output height   5 output width
//   6 kernel height    7 kernel width    8 vertical stride 9 horizontal stride 10 vertical dilation 11 horizontal dilation
//   12 floats per input image   13 floats per output image   14 floats per output row
// @ts-ignore: decorator
@inline function d(descriptor: usize, word: usize): i32 { return load<i32>(descriptor + (word << 2)) }

/** Images whose products are added up before they go to the weight gradient; fixed, so that sums do not depend on threads. */
const IMAGES: i32 = 8

/** Output channels of the next tile, avoiding thin leftovers. */
// @ts-ignore: decorator
@inline function nextChannels(left: i32): i32 {
  if (left >= 10 || left == 6) return 6
  if (left > 6) return (left + 1) >> 1
  return left
}

/** Weights of 16-, 8- and 4-pixel tiles in time, to choose between ways over an image. */
const WHOLE: f32 = 1.0, HALF: f32 = PIXELS == 16 ? 0.7 : 1.0, QUARTER: f32 = 0.6

/** Tiles that cover the output row by row, in units of whole tiles. */
function costOfRows(rows: i32, columns: i32): f32 {
  let whole = columns / PIXELS, left = columns % PIXELS
  let cost = <f32>whole * WHOLE
  for (; left > 8; left -= 8) cost += HALF
  if (left > 4) cost += HALF
  else if (left > 0) cost += QUARTER
  return <f32>rows * cost
}

/**
 * Direct convolution of `images` images, horizontal stride 1. weights [out][in][kh][kw]; bias [out] (zeros where there is none).
 * Where rows are no multiple of a tile, pixels are taken as one line as wide as the padded image, and what hangs over a row's end is left out.
 */
export function convolve(descriptor: usize, images: i32, x: usize, weights: usize, bias: usize, y: usize, relu: bool, buffer: usize): void {
  let channels = d(descriptor, 0), height = d(descriptor, 1), width = d(descriptor, 2), outputs = d(descriptor, 3)
  let rows = d(descriptor, 4), columns = d(descriptor, 5), kh = d(descriptor, 6), kw = d(descriptor, 7)
  let stride = d(descriptor, 8), dh = d(descriptor, 10), dw = d(descriptor, 11)
  let taps = channels * kh * kw
  let imageX = <usize>d(descriptor, 12) << 2, imageY = <usize>d(descriptor, 13) << 2, rowY = <usize>d(descriptor, 14) << 2
  let channelY = <usize>rows * rowY
  let offsets = buffer, end = buffer
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < kh; i++) {
      for (let j = 0; j < kw; j++, end += 4) store<u32>(end, ((c * height + i * dh) * width + j * dw) << 2)
    }
  }
  let packed = (end + 63) & ~63
  let line = (packWeights(weights, outputs, taps, packed) + 63) & ~63
  let length = (rows - 1) * width + columns
  let tiles = (length + PIXELS - 1) / PIXELS
  let flat = stride == 1 && <f32>tiles * (1 + 4 / <f32>taps) < costOfRows(rows, columns)
  let lineBytes = <usize>(tiles * PIXELS) << 2
  for (let b = 0; b < images; b++) {
    let panel = packed
    for (let t = 0; t < outputs;) {
      let m = nextChannels(outputs - t)
      let biasAt = bias + (<usize>t << 2), to = y + <usize>t * channelY
      if (flat) {
        for (let j: usize = 0; j < lineBytes; j += PIXELS << 2) forwardTile(m, PIXELS, offsets, end, x + j, panel, line + j, lineBytes, biasAt)
        for (let i = 0; i < m; i++) copyRows(line + <usize>i * lineBytes, <usize>width << 2, to + <usize>i * channelY, rowY, rows, columns, relu)
      } else {
        for (let r = 0; r < rows; r++) {
          let row = to + <usize>r * rowY
          convolveRow(m, columns, offsets, end, x + <usize>(r * stride * width << 2), panel, row, channelY, biasAt)
          if (relu) for (let i = 0; i < m; i++) copyRows(row + <usize>i * channelY, 0, row + <usize>i * channelY, 0, 1, columns, true)
        }
      }
      panel += <usize>(taps * m) << 2
      t += m
    }
    x += imageX
    y += imageY
  }
}

/** Copies rows of `columns` numbers, through max(0, ·) if `relu`. */
function copyRows(from: usize, fromRow: usize, to: usize, toRow: usize, rows: i32, columns: i32, relu: bool): void {
  let zero = f32x4.splat(0)
  let bytes = <usize>columns << 2
  for (let r = 0; r < rows; r++) {
    let j: usize = 0
    if (relu) {
      for (; j + 16 <= bytes; j += 16) v128.store(to + j, f32x4.pmax(v128.load(from + j), zero))
      for (; j < bytes; j += 4) {
        let value = load<f32>(from + j)
        store<f32>(to + j, value <= 0 ? 0 : value)
      }
    } else {
      for (; j + 16 <= bytes; j += 16) v128.store(to + j, v128.load(from + j))
      for (; j < bytes; j += 4) store<f32>(to + j, load<f32>(from + j))
    }
    from += fromRow
    to += toRow
  }
}

/** One output row of `m` channels. The last tile is moved back to end at the row's end where the row is long enough. */
function convolveRow(m: i32, columns: i32, offsets: usize, end: usize, x: usize, weights: usize, y: usize, channelY: usize, bias: usize): void {
  let j = 0
  for (; j + PIXELS <= columns; j += PIXELS) forwardTile(m, PIXELS, offsets, end, x + (<usize>j << 2), weights, y + (<usize>j << 2), channelY, bias)
  while (j < columns) {
    let left = columns - j
    let width = PIXELS
    while (width > 4 && left <= (width >> 1)) width >>= 1
    if (width == 16 && (left <= 12 || columns < 16)) width = 8
    if (width > columns) width = 4
    let at = j + width > columns && columns >= width ? columns - width : j
    forwardTile(m, width, offsets, end, x + (<usize>at << 2), weights, y + (<usize>at << 2), channelY, bias)
    j = at + width
  }
}

/** Weights in the order in which the tiles read them; returns where they end. */
function packWeights(weights: usize, outputs: i32, taps: i32, to: usize): usize {
  for (let t = 0; t < outputs;) {
    let m = nextChannels(outputs - t)
    for (let k = 0; k < taps; k++) {
      for (let i = 0; i < m; i++, to += 4) store<f32>(to, load<f32>(weights + (<usize>((t + i) * taps + k) << 2)))
    }
    t += m
  }
  return to
}

/** The input's gradient is a convolution with weights [in][out][kh][kw], both axes of the kernel reversed. */
export function flipWeights(from: usize, to: usize, outputs: i32, inputs: i32, taps: i32): void {
  for (let c = 0; c < inputs; c++) {
    for (let t = 0; t < outputs; t++) {
      for (let k = 0; k < taps; k++, to += 4) store<f32>(to, load<f32>(from + (<usize>((t * inputs + c) * taps + taps - 1 - k) << 2)))
    }
  }
}

/** Masks of the first 0, 1, 2 and 3 lanes. */
const TAILS = memory.data<i32>([0, 0, 0, 0, -1, 0, 0, 0, -1, -1, 0, 0, -1, -1, -1, 0], 16)

/**
 * The gradient of output channels `first` to `last` of the weights, kernel widths 1, 3 and 5, strides and dilations 1: dot products
 * straight from the images.
 */
export function weightGradient(descriptor: usize, images: i32, x: usize, dy: usize, gradient: usize, accumulate: bool, first: i32, last: i32, scratch: usize): void {
  let channels = d(descriptor, 0), height = d(descriptor, 1), width = d(descriptor, 2)
  let rows = d(descriptor, 4), kh = d(descriptor, 6), kw = d(descriptor, 7), rowY = <usize>d(descriptor, 14) << 2
  let imageX = <usize>d(descriptor, 12) << 2, imageY = <usize>d(descriptor, 13) << 2, channelY = <usize>rows * rowY
  let vectors = d(descriptor, 5) >> 2
  let tail = v128.load(TAILS + (<usize>(d(descriptor, 5) & 3) << 4))
  let taps = channels * kh * kw
  if (!accumulate) memory.fill(gradient + (<usize>(first * taps) << 2), 0, <usize>((last - first) * taps) << 2)
  for (let b0 = 0; b0 < images; b0 += IMAGES) {
    let b1 = min(images, b0 + IMAGES)
    for (let t = first; t < last;) {
      let m = min(kw == 5 ? 2 : 4, last - t)
      if (kw == 1 && m < 4) m = 1
      for (let c = 0; c < channels; c++) {
        for (let i = 0; i < kh; i++) {
          memory.fill(scratch, 0, <usize>(m * kw) << 4)
          for (let b = b0; b < b1; b++) {
            gradientTile(m, kw, dy + <usize>b * imageY + <usize>t * channelY, channelY, rowY, x + <usize>b * imageX + (<usize>((c * height + i) * width) << 2), <usize>width << 2, rows, vectors, tail, scratch)
          }
          for (let r = 0; r < m; r++) {
            for (let k = 0; k < kw; k++) {
              let at = gradient + (<usize>((t + r) * taps + (c * kh + i) * kw + k) << 2)
              store<f32>(at, load<f32>(at) + sumLanes(v128.load(scratch + (<usize>(r * kw + k) << 4))))
            }
          }
        }
      }
      t += m
    }
  }
}

// @ts-ignore: decorator
@inline function sumLanes(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1)) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
}

/** Columns of patches: to[(c, i, j)][(r, q)] = x[c, r·stride + i·dilation, q·stride + j·dilation], for tap rows `first` to `last` of one image. */
export function patches(descriptor: usize, x: usize, to: usize, first: i32, last: i32): void {
  let height = d(descriptor, 1), width = d(descriptor, 2), rows = d(descriptor, 4), columns = d(descriptor, 5)
  let kh = d(descriptor, 6), kw = d(descriptor, 7), sh = d(descriptor, 8), sw = d(descriptor, 9), dh = d(descriptor, 10), dw = d(descriptor, 11)
  for (let k = first; k < last; k++) {
    let c = k / (kh * kw), i = k / kw % kh, j = k % kw
    for (let r = 0; r < rows; r++) {
      let from = x + (<usize>((c * height + r * sh + i * dh) * width + j * dw) << 2)
      if (sw == 1) {
        let q = 0
        for (; q + 4 <= columns; q += 4) v128.store(to + (<usize>q << 2), v128.load(from + (<usize>q << 2)))
        for (; q < columns; q++) store<f32>(to + (<usize>q << 2), load<f32>(from + (<usize>q << 2)))
      } else {
        for (let q = 0; q < columns; q++) store<f32>(to + (<usize>q << 2), load<f32>(from + (<usize>(q * sw) << 2)))
      }
      to += <usize>columns << 2
    }
  }
}

/** Convolution as a product of weights [out × taps] with patches, for any stride; dense output rows. */
export function convolvePatches(descriptor: usize, images: i32, x: usize, weights: usize, bias: usize, y: usize, scratch: usize, buffer: usize): void {
  let outputs = d(descriptor, 3), pixels = d(descriptor, 4) * d(descriptor, 5), taps = d(descriptor, 0) * d(descriptor, 6) * d(descriptor, 7)
  for (let b = 0; b < images; b++) {
    patches(descriptor, x + (<usize>(b * d(descriptor, 12)) << 2), buffer, 0, taps)
    let to = y + (<usize>(b * d(descriptor, 13)) << 2)
    for (let t = 0; t < outputs; t++) {
      let value = load<f32>(bias + (<usize>t << 2))
      for (let p = 0; p < pixels; p++) store<f32>(to + (<usize>(t * pixels + p) << 2), value)
    }
    matmul(false, false, outputs, pixels, taps, weights, taps, buffer, pixels, to, pixels, true, 0, scratch, 0, 1)
  }
}

/** The gradient of tap columns `first` to `last` of the weights as products of dy with patches, for any geometry; dense dy rows. */
export function weightGradientPatches(descriptor: usize, images: i32, x: usize, dy: usize, gradient: usize, accumulate: bool, first: i32, last: i32, scratch: usize, buffer: usize): void {
  let outputs = d(descriptor, 3), pixels = d(descriptor, 4) * d(descriptor, 5), taps = d(descriptor, 0) * d(descriptor, 6) * d(descriptor, 7)
  buffer += <usize>(first * pixels) << 2
  for (let b = 0; b < images; b++) {
    patches(descriptor, x + (<usize>(b * d(descriptor, 12)) << 2), buffer, first, last)
    matmul(false, true, outputs, last - first, pixels, dy + (<usize>(b * d(descriptor, 13)) << 2), pixels, buffer, pixels, gradient + (<usize>first << 2), taps, accumulate || b > 0, 0, scratch, 0, 1)
  }
}

/**
 * Places planes [height, width] into zeroed planes of `toHeight` × `toWidth` at (top, left), `sh` rows and `sw` columns apart.
 */
export function pad(from: usize, to: usize, planes: i32, height: i32, width: i32, toHeight: i32, toWidth: i32, top: i32, left: i32, sh: i32, sw: i32): void {
  let plane = <usize>(toHeight * toWidth) << 2
  for (let c = 0; c < planes; c++) {
    memory.fill(to, 0, plane)
    for (let r = 0; r < height; r++) {
      let target = to + (<usize>((top + r * sh) * toWidth + left) << 2)
      if (sw == 1) {
        let q = 0
        for (; q + 4 <= width; q += 4) v128.store(target + (<usize>q << 2), v128.load(from + (<usize>q << 2)))
        for (; q < width; q++) store<f32>(target + (<usize>q << 2), load<f32>(from + (<usize>q << 2)))
      } else {
        for (let q = 0; q < width; q++) store<f32>(target + (<usize>(q * sw) << 2), load<f32>(from + (<usize>q << 2)))
      }
      from += <usize>width << 2
    }
    to += plane
  }
}

/** sums[c] = Σ over images and pixels, for channels `first` to `last`. */
export function channelSums(x: usize, sums: usize, images: i32, channels: i32, pixels: i32, accumulate: bool, first: i32, last: i32): void {
  for (let c = first; c < last; c++) {
    let total = f32x4.splat(0)
    let rest: f32 = 0
    for (let b = 0; b < images; b++) {
      let p = x + (<usize>((b * channels + c) * pixels) << 2)
      let n = 0
      for (; n + 4 <= pixels; n += 4) total = f32x4.add(total, v128.load(p + (<usize>n << 2)))
      for (; n < pixels; n++) rest += load<f32>(p + (<usize>n << 2))
    }
    let at = sums + (<usize>c << 2)
    store<f32>(at, (accumulate ? load<f32>(at) : 0) + sumLanes(total) + rest)
  }
}
