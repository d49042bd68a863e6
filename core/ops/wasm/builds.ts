import { kernelModules } from '../../kernels/build/modules.ts'
import { KernelMemory } from './memory.ts'
import { Recorder, type KernelExports } from './recorder.ts'
import { kernelImports } from './threads.ts'

/** `simd`: agrees between all machines. `relaxed`: fused multiply-add. `wide`: for runtimes that join pairs of vector instructions. */
export type KernelBuild = keyof typeof kernelModules

export interface CompiledKernels {
  readonly build: KernelBuild
  readonly module: WebAssembly.Module
}

const compiled = new Map<KernelBuild, Promise<CompiledKernels>>()
let fastest: Promise<CompiledKernels> | null = null

export function compileKernels(build: KernelBuild): Promise<CompiledKernels> {
  let kernels = compiled.get(build)
  if (kernels === undefined) {
    kernels = WebAssembly.compile(bytesOf(build)).then((module) => ({ build, module }))
    compiled.set(build, kernels)
  }
  return kernels
}

/**
 * The build that multiplies matrices fastest here, found out once: which one that is depends on processor and runtime, not on a version.
 * A fast build must give the same numbers as `relaxed`, bit for bit, or it is not taken. `now` is in milliseconds.
 */
export function fastestKernels(now: () => number): Promise<CompiledKernels> {
  fastest ??= chooseFastest(now)
  return fastest
}

/** The best that can be told without a clock. */
export const untimedKernels = (): Promise<CompiledKernels> => compileKernels(WebAssembly.validate(bytesOf('relaxed')) ? 'relaxed' : 'simd')

async function chooseFastest(now: () => number): Promise<CompiledKernels> {
  if (!WebAssembly.validate(bytesOf('relaxed'))) return compileKernels('simd')
  const trials = await Promise.all((['relaxed', 'wide'] as const).map(async (build) => createTrial(await compileKernels(build))))
  const [relaxed, wide] = trials
  relaxed.run()
  wide.run()
  if (!relaxed.result().every((value, i) => value === wide.result()[i])) return relaxed.kernels
  // The best of interleaved runs is taken, so that a passing load does not decide, until it no longer improves: the first runs
  // go through code that the runtime has yet to optimise.
  const best = trials.map(() => Infinity)
  const begin = now()
  for (let round = 0, improved = 0; now() - begin < LONGEST_TRIAL_MS && (round - improved < STEADY_ROUNDS || now() - begin < SHORTEST_TRIAL_MS); round++) {
    trials.forEach((trial, index) => {
      const start = now()
      trial.run()
      const time = now() - start
      if (time < 0.97 * best[index]) improved = round
      best[index] = Math.min(best[index], time)
    })
  }
  return best[1] < best[0] ? wide.kernels : relaxed.kernels
}

const STEADY_ROUNDS = 40
const SHORTEST_TRIAL_MS = 25
const LONGEST_TRIAL_MS = 150
const TRIAL = { rows: 61, columns: 125, depth: 300 }

/** A matrix product with edges on all sides. */
async function createTrial(kernels: CompiledKernels) {
  const memory = new KernelMemory()
  const instance = await WebAssembly.instantiate(kernels.module, kernelImports(memory.memory))
  const recorder = new Recorder(memory, instance.exports as unknown as KernelExports)
  const { rows, columns, depth } = TRIAL
  const [a, b, c] = [rows * depth, depth * columns, rows * columns].map((length) => memory.createFloats(length))
  for (const numbers of [a, b]) numbers.forEach((_, i) => { numbers[i] = Math.sin(i) })
  const { run } = recorder.record(() => recorder.emit('matmul', 0, 0, rows, columns, depth, a.byteOffset, depth, b.byteOffset, columns, c.byteOffset, columns, 0, 0))
  return { kernels, run, result: () => c }
}

function bytesOf(build: KernelBuild): Uint8Array<ArrayBuffer> {
  const text = atob(kernelModules[build])
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}
