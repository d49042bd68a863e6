/** Points of the plane in cells, each with its number of points and their mean: forces of far ones are summed at once. */
export interface QuadTree {
  /** Sorts the points (count × 2) into cells. */
  build(positions: Float64Array): void
  /**
   * Writes Σ q²·(y_i − y_j) over all others j to `force` and returns Σ q, with q = 1/(1 + |y_i − y_j|²); a cell counts as one point where it is small
   * from there (width/distance < theta). Barnes & Hut (1986).
   */
  repulsion(x: number, y: number, theta: number, force: Float64Array): number
}

/** Deeper cells hold points that are one and the same to float64. */
const DEEPEST = 48
const NO_CHILDREN = -1
const NO_POINT = -1

export function createQuadTree(count: number): QuadTree {
  let capacity = Math.max(64, 4 * count)
  let first = new Int32Array(capacity)
  let held = new Int32Array(capacity)
  let mass = new Float64Array(capacity)
  /** Sums while it is built, means afterwards. */
  let meanX = new Float64Array(capacity)
  let meanY = new Float64Array(capacity)
  let middleX = new Float64Array(capacity)
  let middleY = new Float64Array(capacity)
  let half = new Float64Array(capacity)
  let used = 0
  let stack = new Int32Array(4 * DEEPEST + 8)

  function grow(): void {
    capacity *= 2
    const larger = <T extends Int32Array | Float64Array>(old: T): T => {
      const next = new (old.constructor as new (length: number) => T)(capacity)
      next.set(old)
      return next
    }
    first = larger(first)
    held = larger(held)
    mass = larger(mass)
    meanX = larger(meanX)
    meanY = larger(meanY)
    middleX = larger(middleX)
    middleY = larger(middleY)
    half = larger(half)
  }

  function addCell(x: number, y: number, size: number): void {
    if (used === capacity) grow()
    first[used] = NO_CHILDREN
    held[used] = NO_POINT
    mass[used] = 0
    meanX[used] = 0
    meanY[used] = 0
    middleX[used] = x
    middleY[used] = y
    half[used++] = size
  }

  function split(cell: number): void {
    const [x, y, size] = [middleX[cell], middleY[cell], half[cell] / 2]
    first[cell] = used
    addCell(x - size, y - size, size)
    addCell(x + size, y - size, size)
    addCell(x - size, y + size, size)
    addCell(x + size, y + size, size)
  }

  const childOf = (cell: number, x: number, y: number): number => first[cell] + (x > middleX[cell] ? 1 : 0) + (y > middleY[cell] ? 2 : 0)

  function insert(positions: Float64Array, point: number): void {
    const x = positions[2 * point]
    const y = positions[2 * point + 1]
    let cell = 0
    for (let depth = 0; ; depth++) {
      const before = mass[cell]++
      meanX[cell] += x
      meanY[cell] += y
      if (first[cell] === NO_CHILDREN) {
        if (before === 0) {
          held[cell] = point
          return
        }
        const other = held[cell]
        const otherX = positions[2 * other]
        const otherY = positions[2 * other + 1]
        // Points in one place stay in one cell.
        if (depth >= DEEPEST || (otherX === x && otherY === y)) return
        split(cell)
        const child = childOf(cell, otherX, otherY)
        mass[child] = before
        meanX[child] = before * otherX
        meanY[child] = before * otherY
        held[child] = other
      }
      cell = childOf(cell, x, y)
    }
  }

  return {
    build(positions) {
      let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
      for (let i = 0; i < positions.length; i += 2) {
        left = Math.min(left, positions[i])
        right = Math.max(right, positions[i])
        top = Math.min(top, positions[i + 1])
        bottom = Math.max(bottom, positions[i + 1])
      }
      used = 0
      addCell((left + right) / 2, (top + bottom) / 2, Math.max(right - left, bottom - top, Number.MIN_VALUE) / 2)
      for (let point = 0; point < positions.length / 2; point++) insert(positions, point)
      for (let cell = 0; cell < used; cell++) {
        if (mass[cell] === 0) continue
        meanX[cell] /= mass[cell]
        meanY[cell] /= mass[cell]
      }
    },
    repulsion(x, y, theta, force) {
      // The innermost loop of all: plain variables, no lists.
      let forceX = 0
      let forceY = 0
      let sum = 0
      let height = 1
      stack[0] = 0
      const limit = (theta * theta) / 4
      while (height > 0) {
        const cell = stack[--height]
        const dx = x - meanX[cell]
        const dy = y - meanY[cell]
        const square = dx * dx + dy * dy
        const children = first[cell]
        const isLeaf = children === NO_CHILDREN
        if (isLeaf || half[cell] * half[cell] < limit * square) {
          const q = 1 / (1 + square)
          // The point itself lies here and is no other.
          const others = isLeaf && square === 0 ? mass[cell] - 1 : mass[cell]
          sum += others * q
          forceX += others * q * q * dx
          forceY += others * q * q * dy
          continue
        }
        if (height + 4 > stack.length) {
          const taller = new Int32Array(2 * stack.length)
          taller.set(stack)
          stack = taller
        }
        for (let child = children; child < children + 4; child++) if (mass[child] > 0) stack[height++] = child
      }
      force[0] = forceX
      force[1] = forceY
      return sum
    },
  }
}
