// A window: 0 height 1 width of an input plane, 2 height 3 width of an output plane, 4 and 5 window, 6 and 7 stride, 8 and 9 padding at the top and left.
// @ts-ignore: decorator
@inline function w(window: usize, word: usize): i32 { return load<i32>(window + (word << 2)) }

/** The greatest of each window and where it stood in its plane; the first of equals, NaN before everything. Padding never wins. */
export function maxPool(window: usize, planes: i32, x: usize, y: usize, positions: usize): void {
  let height = w(window, 0), width = w(window, 1), rows = w(window, 2), columns = w(window, 3)
  if (w(window, 4) == 2 && w(window, 5) == 2 && w(window, 6) == 2 && w(window, 7) == 2 && w(window, 8) == 0 && w(window, 9) == 0) {
    maxPool2(planes, height, width, rows, columns, x, y, positions)
    return
  }
  for (let c = 0; c < planes; c++) {
    for (let r = 0; r < rows; r++) {
      for (let q = 0; q < columns; q++) {
        let top = r * w(window, 6) - w(window, 8), left = q * w(window, 7) - w(window, 9)
        let best: f32 = -Infinity
        let place = -1
        for (let i = max(0, top), bottom = min(height, top + w(window, 4)); i < bottom; i++) {
          for (let j = max(0, left), right = min(width, left + w(window, 5)); j < right; j++) {
            let value = load<f32>(x + (<usize>(i * width + j) << 2))
            if (place < 0 || value > best || (value != value && best == best)) {
              best = value
              place = i * width + j
            }
          }
        }
        store<f32>(y, best)
        store<i32>(positions, place)
        y += 4
        positions += 4
      }
    }
    x += <usize>(height * width) << 2
  }
}

const EVEN = memory.data<i32>([0, 2, 4, 6], 16)

/** Windows of 2 × 2 side by side, four at a time. */
function maxPool2(planes: i32, height: i32, width: i32, rows: i32, columns: i32, x: usize, y: usize, positions: usize): void {
  let one = i32x4.splat(1), below = i32x4.splat(width), even = v128.load(EVEN)
  for (let c = 0; c < planes; c++) {
    for (let r = 0; r < rows; r++) {
      let base = 2 * r * width
      let q = 0
      for (; q + 4 <= columns; q += 4) {
        let p = x + (<usize>(base + 2 * q) << 2), p2 = p + (<usize>width << 2)
        let u0 = v128.load(p), u1 = v128.load(p, 16), l0 = v128.load(p2), l1 = v128.load(p2, 16)
        let a = v128.shuffle<f32>(u0, u1, 0, 2, 4, 6), b = v128.shuffle<f32>(u0, u1, 1, 3, 5, 7)
        let d = v128.shuffle<f32>(l0, l1, 0, 2, 4, 6), e = v128.shuffle<f32>(l0, l1, 1, 3, 5, 7)
        let at = i32x4.add(i32x4.splat(base + 2 * q), even)
        let best = a, place = at
        let wins = greater(b, best)
        best = v128.bitselect(b, best, wins)
        place = v128.bitselect(i32x4.add(at, one), place, wins)
        wins = greater(d, best)
        best = v128.bitselect(d, best, wins)
        place = v128.bitselect(i32x4.add(at, below), place, wins)
        wins = greater(e, best)
        best = v128.bitselect(e, best, wins)
        place = v128.bitselect(i32x4.add(i32x4.add(at, below), one), place, wins)
        v128.store(y, best)
        v128.store(positions, place)
        y += 16
        positions += 16
      }
      for (; q < columns; q++) {
        let at = base + 2 * q
        let place = pick(x, at, at + 1)
        place = pick(x, place, at + width)
        place = pick(x, place, at + width + 1)
        store<f32>(y, load<f32>(x + (<usize>place << 2)))
        store<i32>(positions, place)
        y += 4
        positions += 4
      }
    }
    x += <usize>(height * width) << 2
  }
}

/** Lanes where b is greater than a, or NaN where a is not. */
// @ts-ignore: decorator
@inline function greater(b: v128, a: v128): v128 {
  return v128.or(f32x4.gt(b, a), v128.and(f32x4.ne(b, b), f32x4.eq(a, a)))
}

// @ts-ignore: decorator
@inline function pick(x: usize, a: i32, b: i32): i32 {
  let va = load<f32>(x + (<usize>a << 2)), vb = load<f32>(x + (<usize>b << 2))
  return vb > va || (vb != vb && va == va) ? b : a
}

/** Each output's gradient goes to where its greatest stood; windows may overlap. With `relu`, the rectified input, only where that is positive. */
export function maxPoolBackward(planes: i32, planeX: i32, planeY: i32, dy: usize, positions: usize, dx: usize, relu: usize): void {
  memory.fill(dx, 0, <usize>(planes * planeX) << 2)
  for (let c = 0; c < planes; c++) {
    for (let p = 0; p < planeY; p++) {
      let place = <usize>load<i32>(positions) << 2
      if (!relu || load<f32>(relu + place) > 0) store<f32>(dx + place, load<f32>(dx + place) + load<f32>(dy))
      dy += 4
      positions += 4
    }
    dx += <usize>planeX << 2
    if (relu) relu += <usize>planeX << 2
  }
}

/** The mean of each window over the positions inside the plane. */
export function averagePool(window: usize, planes: i32, x: usize, y: usize): void {
  let height = w(window, 0), width = w(window, 1), rows = w(window, 2), columns = w(window, 3)
  for (let c = 0; c < planes; c++) {
    for (let r = 0; r < rows; r++) {
      for (let q = 0; q < columns; q++) {
        let top = r * w(window, 6) - w(window, 8), left = q * w(window, 7) - w(window, 9)
        let i0 = max(0, top), i1 = min(height, top + w(window, 4)), j0 = max(0, left), j1 = min(width, left + w(window, 5))
        let sum: f32 = 0
        for (let i = i0; i < i1; i++) for (let j = j0; j < j1; j++) sum += load<f32>(x + (<usize>(i * width + j) << 2))
        store<f32>(y, sum / <f32>((i1 - i0) * (j1 - j0)))
        y += 4
      }
    }
    x += <usize>(height * width) << 2
  }
}

export function averagePoolBackward(window: usize, planes: i32, dy: usize, dx: usize): void {
  let height = w(window, 0), width = w(window, 1), rows = w(window, 2), columns = w(window, 3)
  memory.fill(dx, 0, <usize>(planes * height * width) << 2)
  for (let c = 0; c < planes; c++) {
    for (let r = 0; r < rows; r++) {
      for (let q = 0; q < columns; q++) {
        let top = r * w(window, 6) - w(window, 8), left = q * w(window, 7) - w(window, 9)
        let i0 = max(0, top), i1 = min(height, top + w(window, 4)), j0 = max(0, left), j1 = min(width, left + w(window, 5))
        let share = load<f32>(dy) / <f32>((i1 - i0) * (j1 - j0))
        for (let i = i0; i < i1; i++) {
          for (let j = j0; j < j1; j++) {
            let at = dx + (<usize>(i * width + j) << 2)
            store<f32>(at, load<f32>(at) + share)
          }
        }
        dy += 4
      }
    }
    dx += <usize>(height * width) << 2
  }
}
