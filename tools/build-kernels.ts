// Builds the WebAssembly kernels and writes them, as text that a bundler can carry, to core/kernels/build/modules.ts.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import asc from 'assemblyscript/asc'
import './build-decoders.ts'
import { FIRST_CHANNEL_OP, FIRST_FUNCTION_OP, FIRST_IMAGE_OP, FIRST_ROW_OP, INSTRUCTION_WORDS, opcodes } from '../core/ops/wasm/opcodes.ts'
import { convolutionTiles } from './kernels/convolution-tiles.ts'
import { matmulTiles, type Tiling } from './kernels/matmul-tiles.ts'

const root = join(import.meta.dirname, '..')
const sources = join(root, 'core/kernels')
const build = join(sources, 'build')


/** The same depth in every build: then those with fused multiply-add agree to the last bit. */
const tiling = (columns: number): Tiling => ({ rows: 6, columns, depth: 256, blockRows: 144, blockColumns: 1024 })

/**
 * `simd` agrees between all machines. `relaxed` uses fused multiply-add where the processor has it. `wide` has tiles twice as wide,
 * for runtimes that join pairs of 128-bit instructions to 256-bit ones; elsewhere it spills registers and is slower.
 */
const builds = [
  { name: 'simd', tiling: tiling(8), features: ['simd', 'threads'] },
  { name: 'relaxed', tiling: tiling(8), features: ['simd', 'threads', 'relaxed-simd'] },
  { name: 'wide', tiling: tiling(16), features: ['simd', 'threads', 'relaxed-simd'] },
]

function constants(): string {
  const constantName = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
  return [
    '// Generated from core/ops/wasm/opcodes.ts.',
    `export const INSTRUCTION_WORDS: usize = ${INSTRUCTION_WORDS}`,
    `export const FIRST_CHANNEL_OP: i32 = ${FIRST_CHANNEL_OP}`,
    `export const FIRST_FUNCTION_OP: i32 = ${FIRST_FUNCTION_OP}`,
    `export const FIRST_IMAGE_OP: i32 = ${FIRST_IMAGE_OP}`,
    `export const FIRST_ROW_OP: i32 = ${FIRST_ROW_OP}`,
    ...Object.entries(opcodes).map(([name, code]) => `export const ${constantName(name)}: i32 = ${code}`),
    '',
  ].join('\n')
}

/** What the result depends on. */
function fingerprint(): string {
  const hash = createHash('sha256').update(JSON.stringify(builds))
  const files = [...readdirSync(sources).filter((file) => file.endsWith('.ts')).map((file) => join(sources, file)), join(root, 'tools/kernels/matmul-tiles.ts'), join(root, 'tools/kernels/convolution-tiles.ts'), join(root, 'core/ops/wasm/opcodes.ts'), import.meta.filename]
  for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file))
  return hash.digest('hex')
}

async function compile(features: readonly string[]): Promise<Uint8Array> {
  let wasm: Uint8Array | null = null
  const { error, stderr } = await asc.main([
    'index.ts', '--baseDir', sources, '--runtime', 'stub', '-O3', '--noAssert', '--importMemory', '--sharedMemory', '--initialMemory', '2', '--maximumMemory', '65536',
    '--enable', features.join(','), '--outFile', 'kernels.wasm',
  ], { writeFile: (name, content) => { if (name === 'kernels.wasm' && typeof content !== 'string') wasm = content } })
  if (error !== null || wasm === null) throw new Error(`The kernels do not compile:\n${stderr.toString()}`)
  return wasm
}

const target = join(build, 'modules.ts')
const mark = `// ${fingerprint()}`
if (!existsSync(target) || !readFileSync(target, 'utf8').startsWith(mark)) {
  mkdirSync(build, { recursive: true })
  writeFileSync(join(build, 'opcodes.ts'), constants())
  const modules: string[] = []
  for (const { name, tiling: sizes, features } of builds) {
    writeFileSync(join(build, 'matmul-tiles.ts'), matmulTiles(sizes))
    writeFileSync(join(build, 'convolution-tiles.ts'), convolutionTiles(sizes.columns))
    modules.push(`  ${name}: '${Buffer.from(await compile(features)).toString('base64')}',`)
  }
  writeFileSync(target, [mark, '/** The compiled kernels, base64. */', 'export const kernelModules = {', ...modules, '} as const', ''].join('\n'))
}
