import {
  BLOCK_COLUMNS, BLOCK_ROWS, DEPTH, inPlaceTile, multiplyAdd, packColumns, packedTile, packRows, TILE_COLUMNS, TILE_ROWS,
} from './build/matmul-tiles'
import { shareStart } from './parallel'

/** Scratch memory a product needs, in bytes. */
export const SCRATCH_BYTES: i32 = (BLOCK_ROWS * DEPTH + (BLOCK_COLUMNS + TILE_COLUMNS) * DEPTH + TILE_ROWS * TILE_COLUMNS + TILE_COLUMNS + 64) * 4

/** Up to this many rows, a dot product per output beats packing the other operand. */
const FEW_ROWS: i32 = 4
/** Up to this many rows, reading B in place beats packing it, unless its rows alias in the first-level cache. */
const IN_PLACE_ROWS: i32 = 64
const ALIASING_STRIDE: usize = 4096

/** The rows of the next tile, avoiding thin leftovers. */
// @ts-ignore: decorator
@inline function nextRows(left: i32): i32 {
  if (left >= TILE_ROWS + 4 || left == TILE_ROWS) return TILE_ROWS
  if (left > TILE_ROWS) return (left + 1) >> 1
  return left
}

/** The padded width of the next tile. */
// @ts-ignore: decorator
@inline function nextWidth(left: i32): i32 {
  if (left >= TILE_COLUMNS) return TILE_COLUMNS
  let width = TILE_COLUMNS
  while (width > 4 && left <= (width >> 1)) width >>= 1
  if (width == 16 && left <= 12) width = 8
  return width
}

/**
 * A thread's share of C[rows × columns] = A·B (+ bias row, or + C when accumulating). A is [rows, depth] or transposed [depth, rows],
 * B [depth, columns] or transposed [columns, depth]; strides in elements. Which path is taken depends on the whole product, and
 * every number of C is summed in the same order on all of them, so results do not depend on the number of threads.
 */
export function matmul(
  transposeA: bool, transposeB: bool, rows: i32, columns: i32, depth: i32,
  a: usize, aStride: i32, b: usize, bStride: i32, c: usize, cStride: i32, accumulate: bool, bias: usize, scratch: usize, thread: i32, threads: i32,
): void {
  let dots = transposeB && !transposeA && rows <= FEW_ROWS
  let direct = !transposeB && rows <= IN_PLACE_ROWS && (<usize>bStride << 2) % ALIASING_STRIDE != 0 && columns % 4 == 0
  let i0 = 0, i1 = rows, j0 = 0, j1 = columns
  if (threads > 1) {
    if (columns >= rows) {
      j0 = shareStart(columns, 16, thread, threads)
      j1 = shareStart(columns, 16, thread + 1, threads)
    } else {
      i0 = shareStart(rows, 2, thread, threads)
      i1 = shareStart(rows, 2, thread + 1, threads)
    }
    if (i0 == i1 || j0 == j1) return
    a += <usize>(transposeA ? i0 : i0 * aStride) << 2
    b += <usize>(transposeB ? j0 * bStride : j0) << 2
    c += <usize>(i0 * cStride + j0) << 2
    if (bias) bias += <usize>j0 << 2
  }
  if (dots) dotProducts(i1 - i0, j1 - j0, depth, a, aStride, b, bStride, c, cStride, accumulate, bias)
  else if (direct) inPlace(transposeA, i1 - i0, j1 - j0, depth, a, aStride, b, bStride, c, cStride, accumulate, bias, scratch)
  else packed(transposeA, transposeB, i1 - i0, j1 - j0, depth, a, aStride, b, bStride, c, cStride, accumulate, bias, scratch)
}

function packed(
  transposeA: bool, transposeB: bool, rows: i32, columns: i32, depth: i32,
  a: usize, aStride: i32, b: usize, bStride: i32, c: usize, cStride: i32, accumulate: bool, bias: usize, scratch: usize,
): void {
  let edge = scratch
  let zeros = scratch + TILE_ROWS * TILE_COLUMNS * 4
  memory.fill(zeros, 0, TILE_COLUMNS * 4)
  let packedA = scratch + (((TILE_ROWS * TILE_COLUMNS + TILE_COLUMNS) * 4 + 63) & ~63)
  let packedB = packedA + BLOCK_ROWS * DEPTH * 4
  let aBytes = <usize>aStride << 2, bBytes = <usize>bStride << 2, cBytes = <usize>cStride << 2
  // Blocks of equal depth and height: a thin last block would waste the packing.
  let depthBlocks = (depth + DEPTH - 1) / DEPTH
  let blockDepth = depthBlocks ? (depth + depthBlocks - 1) / depthBlocks : 0
  let rowBlocks = (rows + BLOCK_ROWS - 1) / BLOCK_ROWS
  let blockRows = ((rows + rowBlocks - 1) / rowBlocks + TILE_ROWS - 1) / TILE_ROWS * TILE_ROWS
  if (blockRows > BLOCK_ROWS) blockRows = BLOCK_ROWS
  for (let j0 = 0; j0 < columns; j0 += BLOCK_COLUMNS) {
    let nc = min(BLOCK_COLUMNS, columns - j0)
    for (let k0 = 0; k0 < depth; k0 += blockDepth) {
      let kc = min(blockDepth, depth - k0)
      let add = accumulate || k0 > 0
      let to = packedB
      for (let j = 0; j < nc;) {
        let width = nextWidth(nc - j), valid = min(width, nc - j)
        let from = transposeB ? b + <usize>(j0 + j) * bBytes + (<usize>k0 << 2) : b + <usize>k0 * bBytes + (<usize>(j0 + j) << 2)
        packColumns(transposeB, valid, width, from, bBytes, kc, to)
        to += <usize>(width * kc) << 2
        j += valid
      }
      for (let i0 = 0; i0 < rows; i0 += blockRows) {
        let mc = min(blockRows, rows - i0)
        to = packedA
        for (let i = 0; i < mc;) {
          let m = nextRows(mc - i)
          let from = transposeA ? a + <usize>k0 * aBytes + (<usize>(i0 + i) << 2) : a + <usize>(i0 + i) * aBytes + (<usize>k0 << 2)
          packRows(transposeA, m, from, aBytes, kc, to)
          to += <usize>(m * kc) << 2
          i += m
        }
        multiplyBlock(mc, nc, kc, packedA, packedB, c + <usize>i0 * cBytes + (<usize>j0 << 2), cBytes, add, bias ? bias + (<usize>j0 << 2) : 0, zeros, edge)
      }
    }
  }
}

/** Multiplies a packed block of A with a packed block of B, tile by tile. */
function multiplyBlock(rows: i32, columns: i32, depth: i32, packedA: usize, packedB: usize, c: usize, cBytes: usize, add: bool, bias: usize, zeros: usize, edge: usize): void {
  for (let j = 0; j < columns;) {
    let width = nextWidth(columns - j), valid = min(width, columns - j)
    let panel = packedA
    let tile = c + (<usize>j << 2)
    let start: usize = bias ? bias + (<usize>j << 2) : zeros
    for (let i = 0; i < rows;) {
      let m = nextRows(rows - i)
      if (valid == width) {
        if (add) packedTile(m, width, depth, panel, packedB, tile, cBytes, tile, cBytes)
        else packedTile(m, width, depth, panel, packedB, tile, cBytes, start, 0)
      } else {
        loadEdge(m, valid, width, edge, tile, cBytes, add, start)
        packedTile(m, width, depth, panel, packedB, edge, <usize>width << 2, edge, <usize>width << 2)
        storeEdge(m, valid, width, edge, tile, cBytes)
      }
      tile += <usize>m * cBytes
      panel += <usize>(m * depth) << 2
      i += m
    }
    packedB += <usize>(width * depth) << 2
    j += valid
  }
}

/** What an edge tile's sums start from: as in a whole tile, so that the rounding is the same. */
function loadEdge(rows: i32, valid: i32, width: i32, edge: usize, c: usize, cBytes: usize, add: bool, start: usize): void {
  for (let r = 0; r < rows; r++) {
    for (let q = 0; q < valid; q++) {
      store<f32>(edge + (<usize>(r * width + q) << 2), load<f32>((add ? c + <usize>r * cBytes : start) + (<usize>q << 2)))
    }
  }
}

/** Moves the valid columns of an edge tile to C. */
function storeEdge(rows: i32, valid: i32, width: i32, edge: usize, c: usize, cBytes: usize): void {
  for (let r = 0; r < rows; r++) {
    for (let q = 0; q < valid; q++) store<f32>(c + <usize>r * cBytes + (<usize>q << 2), load<f32>(edge + (<usize>(r * width + q) << 2)))
  }
}

/** Few rows, B row-major: A is packed (it is small), B is read where it stands. Columns must be a multiple of 4. */
function inPlace(
  transposeA: bool, rows: i32, columns: i32, depth: i32,
  a: usize, aStride: i32, b: usize, bStride: i32, c: usize, cStride: i32, accumulate: bool, bias: usize, scratch: usize,
): void {
  let zeros = scratch
  memory.fill(zeros, 0, 128)
  let packedA = scratch + 128
  let aBytes = <usize>aStride << 2, bBytes = <usize>bStride << 2, cBytes = <usize>cStride << 2
  for (let k0 = 0; k0 < depth; k0 += DEPTH) {
    let kc = min(DEPTH, depth - k0)
    let add = accumulate || k0 > 0
    let to = packedA
    for (let i = 0; i < rows;) {
      let m = nextRows(rows - i)
      packRows(transposeA, m, transposeA ? a + <usize>k0 * aBytes + (<usize>i << 2) : a + <usize>i * aBytes + (<usize>k0 << 2), aBytes, kc, to)
      to += <usize>(m * kc) << 2
      i += m
    }
    for (let j = 0; j < columns;) {
      let width = max(TILE_COLUMNS, rows == 1 ? 32 : rows == 2 ? 16 : 0)
      while (width > columns - j) width >>= 1
      let panel = packedA
      let tile = c + (<usize>j << 2), from = b + <usize>k0 * bBytes + (<usize>j << 2)
      let start = bias ? bias + (<usize>j << 2) : zeros
      for (let i = 0; i < rows;) {
        let m = nextRows(rows - i)
        inPlaceTile(m, width, kc, panel, from, bBytes, tile, cBytes, add ? tile : start, add ? cBytes : 0)
        tile += <usize>m * cBytes
        panel += <usize>(m * kc) << 2
        i += m
      }
      j += width
    }
  }
}

/** Few rows against a transposed B: both operands run along the depth. */
function dotProducts(rows: i32, columns: i32, depth: i32, a: usize, aStride: i32, b: usize, bStride: i32, c: usize, cStride: i32, accumulate: bool, bias: usize): void {
  let bytes = <usize>depth << 2
  for (let r = 0; r < rows; r++) {
    let row = a + (<usize>(r * aStride) << 2)
    for (let j = 0; j < columns; j++) {
      let sum = dot(row, b + (<usize>(j * bStride) << 2), bytes)
      let at = c + (<usize>(r * cStride + j) << 2)
      if (accumulate) sum += load<f32>(at)
      if (bias) sum += load<f32>(bias + (<usize>j << 2))
      store<f32>(at, sum)
    }
  }
}

function dot(a: usize, b: usize, bytes: usize): f32 {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0
  let k: usize = 0
  for (; k + 64 <= bytes; k += 64) {
    s0 = multiplyAdd(v128.load(a + k), v128.load(b + k), s0)
    s1 = multiplyAdd(v128.load(a + k, 16), v128.load(b + k, 16), s1)
    s2 = multiplyAdd(v128.load(a + k, 32), v128.load(b + k, 32), s2)
    s3 = multiplyAdd(v128.load(a + k, 48), v128.load(b + k, 48), s3)
  }
  for (; k + 16 <= bytes; k += 16) s0 = multiplyAdd(v128.load(a + k), v128.load(b + k), s0)
  s0 = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3))
  let sum = (f32x4.extract_lane(s0, 0) + f32x4.extract_lane(s0, 1)) + (f32x4.extract_lane(s0, 2) + f32x4.extract_lane(s0, 3))
  for (; k < bytes; k += 4) sum += load<f32>(a + k) * load<f32>(b + k)
  return sum
}
