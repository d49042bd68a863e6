// Writes the register-blocked inner kernels of the matrix product as AssemblyScript: straight-line code for every
// tile of up to `rows` × `columns`, and the routines that pack panels for them.

export interface Tiling {
  /** Rows and columns of the largest tile kept in registers. */
  readonly rows: number
  readonly columns: number
  /** Cache blocking: depth of a panel, rows of a packed block of A, columns of a packed block of B. */
  readonly depth: number
  readonly blockRows: number
  readonly blockColumns: number
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i)
const lines = (parts: readonly string[]): string => parts.join('\n')

/** Tile widths in columns: the full width and its halves down to one vector. */
function widthsOf(columns: number): number[] {
  const widths: number[] = []
  for (let width = columns; width >= 4; width >>= 1) widths.push(width)
  return widths
}

/**
 * One tile: C[rows × width] = initial + A·B over `depth`, A packed [depth][rows]. The accumulators start from memory (C itself, a
 * bias row with stride 0, or zeros) and go straight back to it: any other use of them after the loop makes V8 spill inside the loop.
 */
function tile(name: string, rows: number, width: number, strideOfB: string | null): string {
  const vectors = width / 4
  const load = range(rows).flatMap((i) => [...range(vectors).map((j) => `  let c${i}_${j} = v128.load(initial, ${j * 16})`), ...(i < rows - 1 ? ['  initial += initialStride'] : [])])
  const store = range(rows).flatMap((i) => [...range(vectors).map((j) => `  v128.store(c, c${i}_${j}, ${j * 16})`), ...(i < rows - 1 ? ['  c += cStride'] : [])])
  const body = [
    ...range(vectors).map((j) => `    let b${j} = v128.load(b, ${j * 16})`),
    ...range(rows).flatMap((i) => ['    {', `      let a0 = v128.load32_splat(a, ${i * 4})`, ...range(vectors).map((j) => `      c${i}_${j} = multiplyAdd(a0, b${j}, c${i}_${j})`), '    }']),
    `    a += ${rows * 4}`,
    `    b += ${strideOfB ?? String(width * 4)}`,
  ]
  const parameters = `depth: i32, a: usize, b: usize, ${strideOfB === null ? '' : 'bStride: usize, '}c: usize, cStride: usize, initial: usize, initialStride: usize`
  return lines([`function ${name}(${parameters}): void {`, ...load, `  let end = a + (depth * ${rows * 4})`, '  for (; a < end; ) {', ...body, '  }', ...store, '}'])
}

/** Tiles that read B where it stands; narrow batches use wider tiles to keep enough accumulators in flight. */
function inPlaceWidths(rows: number, widths: readonly number[]): number[] {
  const extra = rows === 1 ? [32, 16] : rows === 2 ? [16] : []
  return [...new Set([...extra, ...widths])]
}

function dispatch(name: string, parameters: string, call: (rows: number, width: number) => string, widthsByRows: (rows: number) => readonly number[], tiling: Tiling): string {
  const all = [...new Set(range(tiling.rows).flatMap((i) => widthsByRows(i + 1)))].sort((a, b) => b - a)
  return lines([
    `export function ${name}(rows: i32, width: i32, ${parameters}): void {`,
    ...all.flatMap((width) => [
      `  if (width == ${width}) {`,
      '    switch (rows) {',
      ...range(tiling.rows).map((i) => tiling.rows - i).filter((rows) => widthsByRows(rows).includes(width)).map((rows) => `      case ${rows}: { ${call(rows, width)}; return }`),
      '    }',
      '  }',
    ]),
    '}',
  ])
}

/** Packs `width` source rows (contiguous along the depth) so that each depth step's numbers stand together. */
function packTransposed(width: number): string {
  const shuffle = (a: string, b: string, order: string): string => `v128.shuffle<f32>(${a}, ${b}, ${order})`
  const groups = range(Math.ceil(width / 4)).flatMap((group) => {
    const first = group * 4
    const count = Math.min(4, width - first)
    const load = range(count).map((r) => `      let r${r} = v128.load(s${first + r})`)
    const at = (depth: number, row: number): number => (depth * width + row) * 4
    if (count === 4) {
      return ['    {', ...load,
        `      let t0 = ${shuffle('r0', 'r1', '0, 4, 1, 5')}`, `      let t1 = ${shuffle('r2', 'r3', '0, 4, 1, 5')}`,
        `      let t2 = ${shuffle('r0', 'r1', '2, 6, 3, 7')}`, `      let t3 = ${shuffle('r2', 'r3', '2, 6, 3, 7')}`,
        `      v128.store(to, ${shuffle('t0', 't1', '0, 1, 4, 5')}, ${at(0, first)})`, `      v128.store(to, ${shuffle('t0', 't1', '2, 3, 6, 7')}, ${at(1, first)})`,
        `      v128.store(to, ${shuffle('t2', 't3', '0, 1, 4, 5')}, ${at(2, first)})`, `      v128.store(to, ${shuffle('t2', 't3', '2, 3, 6, 7')}, ${at(3, first)})`,
        '    }']
    }
    return ['    {', ...load, ...range(count).flatMap((r) => range(4).map((depth) => `      v128.store32_lane(to, r${r}, ${depth}, ${at(depth, first + r)})`)), '    }']
  })
  return lines([
    `function packTransposed${width}(from: usize, stride: usize, depth: i32, to: usize): void {`,
    '  let k = 0',
    '  let s0 = from',
    ...range(width - 1).map((r) => `  let s${r + 1} = s${r} + stride`),
    '  for (; k + 4 <= depth; k += 4) {', ...groups, ...range(width).map((r) => `    s${r} += 16`), `    to += ${width * 16}`, '  }',
    '  for (; k < depth; k++) {', ...range(width).flatMap((r) => [`    store<f32>(to, load<f32>(s${r}), ${r * 4})`, `    s${r} += 4`]), `    to += ${width * 4}`, '  }',
    '}',
  ])
}

/** Packs `width` source columns: each depth step's numbers already stand together. */
function packPlain(width: number): string {
  const copies: string[] = []
  let done = 0
  for (; done + 4 <= width; done += 4) copies.push(`    v128.store(to, v128.load(from, ${done * 4}), ${done * 4})`)
  if (done + 2 <= width) {
    copies.push(`    store<u64>(to, load<u64>(from, ${done * 4}), ${done * 4})`)
    done += 2
  }
  if (done < width) copies.push(`    store<u32>(to, load<u32>(from, ${done * 4}), ${done * 4})`)
  return lines([`function packPlain${width}(from: usize, stride: usize, depth: i32, to: usize): void {`, '  for (let k = 0; k < depth; k++) {', ...copies, '    from += stride', `    to += ${width * 4}`, '  }', '}'])
}

function packers(tiling: Tiling): string {
  const widths = widthsOf(tiling.columns)
  const all = [...new Set([...range(tiling.rows).map((i) => i + 1), ...widths])]
  const choose = (transposed: string, sizes: readonly number[], name: string): string[] => [
    `  if (${transposed}) {`, `    switch (${name}) {`, ...sizes.map((size) => `      case ${size}: { packTransposed${size}(from, stride, depth, to); return }`), '    }',
    '  } else {', `    switch (${name}) {`, ...sizes.map((size) => `      case ${size}: { packPlain${size}(from, stride, depth, to); return }`), '    }', '  }',
  ]
  return lines([
    ...all.flatMap((width) => [packTransposed(width), packPlain(width)]),
    '/** A panel of A: `rows` rows, contiguous along the depth unless A is transposed. */',
    'export function packRows(transposed: bool, rows: i32, from: usize, stride: usize, depth: i32, to: usize): void {',
    ...choose('!transposed', range(tiling.rows).map((i) => i + 1), 'rows'), '}',
    '/** A panel of B: `valid` columns, filled up with zeros to `width`. */',
    'export function packColumns(transposed: bool, valid: i32, width: i32, from: usize, stride: usize, depth: i32, to: usize): void {',
    '  if (valid == width) {', ...choose('transposed', widths, 'width').map((line) => `  ${line}`), '  }',
    '  for (let k = 0; k < depth; k++) {', '    for (let j = 0; j < width; j++) {', '      let value: f32 = 0',
    '      if (j < valid) value = transposed ? load<f32>(from + <usize>j * stride + (<usize>k << 2)) : load<f32>(from + <usize>k * stride + (<usize>j << 2))',
    '      store<f32>(to + (<usize>j << 2), value)', '    }', '    to += <usize>width << 2', '  }', '}',
  ])
}

/** As many multiply-adds as a tile keeps in flight, on registers alone: what the processor can do at most, for benchmarks. */
function peak({ rows, columns }: Tiling): string {
  const accumulators = range(rows * columns / 4)
  return lines([
    `export const PEAK_MULTIPLY_ADDS: i32 = ${rows * columns}`,
    'export function peak(turns: i32, at: usize): void {',
    '  let a = v128.load32_splat(at), b = v128.load32_splat(at, 4)',
    ...accumulators.map((i) => `  let c${i} = v128.load(at, ${i * 16})`),
    '  for (let i = 0; i < turns; i++) {',
    ...accumulators.map((i) => `    c${i} = multiplyAdd(c${i}, a, b)`),
    '  }',
    ...accumulators.map((i) => `  v128.store(at, c${i}, ${i * 16})`),
    '}',
  ])
}

/** The whole generated module. */
export function matmulTiles(tiling: Tiling): string {
  const widths = widthsOf(tiling.columns)
  const rowCounts = range(tiling.rows).map((i) => i + 1)
  return lines([
    '// Generated by tools/kernels/matmul-tiles.ts.',
    `export const TILE_ROWS: i32 = ${tiling.rows}`,
    `export const TILE_COLUMNS: i32 = ${tiling.columns}`,
    `export const DEPTH: i32 = ${tiling.depth}`,
    `export const BLOCK_ROWS: i32 = ${tiling.blockRows}`,
    `export const BLOCK_COLUMNS: i32 = ${tiling.blockColumns}`,
    '',
    '/** a·b + c; fused (one rounding) in the relaxed builds. */',
    '// @ts-ignore: decorator',
    '@inline export function multiplyAdd(a: v128, b: v128, c: v128): v128 {',
    '  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c)',
    '  return f32x4.add(c, f32x4.mul(a, b))',
    '}',
    ...rowCounts.flatMap((rows) => widths.map((width) => tile(`packed${rows}x${width}`, rows, width, null))),
    ...rowCounts.flatMap((rows) => inPlaceWidths(rows, widths).map((width) => tile(`inPlace${rows}x${width}`, rows, width, 'bStride'))),
    dispatch('packedTile', 'depth: i32, a: usize, b: usize, c: usize, cStride: usize, initial: usize, initialStride: usize', (rows, width) => `packed${rows}x${width}(depth, a, b, c, cStride, initial, initialStride)`, () => widths, tiling),
    dispatch('inPlaceTile', 'depth: i32, a: usize, b: usize, bStride: usize, c: usize, cStride: usize, initial: usize, initialStride: usize', (rows, width) => `inPlace${rows}x${width}(depth, a, b, bStride, c, cStride, initial, initialStride)`, (rows) => inPlaceWidths(rows, widths), tiling),
    packers(tiling),
    peak(tiling),
    '',
  ])
}
