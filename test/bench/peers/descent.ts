// Our own engine as a peer. Arguments: build (fastest, wide, relaxed, simd) and number of threads.
import { createInterface } from 'node:readline'
import { Worker, workerData } from 'node:worker_threads'
import { createWasmEngine, helpEngine, resolveExperiment, type DatasetDescription, type Engine, type HelperTask, type HelperThreads, type PartData } from '../../../core/index.ts'
import { compileKernels, fastestKernels, type KernelBuild } from '../../../core/ops/wasm/builds.ts'
import { kernelImports } from '../../../core/ops/wasm/threads.ts'
import { KernelMemory } from '../../../core/ops/wasm/memory.ts'
import { createSession } from '../../../core/trainer/session.ts'
import { allowWideVectors } from '../../../core/worker/wide-vectors.ts'
import { networks, SAMPLES } from '../networks.ts'
import type { BenchReply, BenchRequest } from '../protocol.ts'

const helping = (workerData as { help?: HelperTask } | null)?.help
if (helping !== undefined) {
  const { parentPort } = await import('node:worker_threads')
  parentPort!.postMessage('ready')
  helpEngine((module, imports) => new WebAssembly.Instance(module, imports as WebAssembly.Imports), helping)
  process.exit(0)
}

const [build, threads] = [process.argv[2] as KernelBuild | 'fastest', Number(process.argv[3] ?? 1)]
const now = (): number => performance.now()
if (build === 'fastest' || build === 'wide') allowWideVectors()
const helpers: HelperThreads = {
  start: (help) => new Promise((resolve) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { help } })
    worker.unref()
    worker.once('message', () => resolve())
  }),
}
const openEngine = (): Promise<Engine> => createWasmEngine({ threads, helpers, now, ...(build === 'fastest' ? {} : { build }) })

/** Runs `work` for about `seconds` in bursts, after a warm-up; the seconds per call of the median burst. */
function time(work: () => void, seconds: number): number {
  for (const end = now() + 150 * Math.min(1, seconds * 4); now() < end;) work()
  const start = now()
  work()
  const calls = Math.max(1, Math.round(10 / Math.max(1e-3, now() - start)))
  const bursts: number[] = []
  for (const end = now() + 1000 * seconds; now() < end || bursts.length < 3;) {
    const from = now()
    for (let i = 0; i < calls; i++) work()
    bursts.push((now() - from) / calls / 1000)
  }
  return bursts.sort((a, b) => a - b)[bursts.length >> 1]!
}

/** Recently used trainings stay: interleaved rounds come back to them. */
const trainings = new Map<string, () => void>()

async function trainingOf(name: string, batch: number): Promise<() => void> {
  const known = trainings.get(`${name}/${batch}`)
  if (known !== undefined) return known
  const network = networks.find((candidate) => candidate.name === name)!
  const size = network.inputShape.reduce((product, length) => product * length, 1)
  const data: DatasetDescription = {
    name, sampleCount: SAMPLES, inputShape: network.inputShape, task: 'classification', classes: Array.from({ length: network.classes }, (_, i) => String(i)), targetNames: ['class'], givenCounts: null,
  }
  const experiment = resolveExperiment({ version: 1, dataset: { kind: 'stored', id: 'bench' }, split: { kind: 'fraction', validation: 0, test: 0 }, network: { layers: network.layers } }, data)
  const part: PartData = {
    sampleCount: SAMPLES, inputs: Float32Array.from({ length: SAMPLES * size }, (_, i) => Math.sin(7.13 * i)), labels: Int32Array.from({ length: SAMPLES }, (_, i) => i % network.classes),
    values: new Float32Array(0), indices: new Int32Array(SAMPLES), weights: null, targetScale: null,
  }
  const session = createSession(experiment, await openEngine(), part)
  const order = Int32Array.from({ length: SAMPLES }, (_, i) => (i * 617) % SAMPLES)
  const batches = Array.from({ length: Math.floor(SAMPLES / batch) }, (_, i) => order.subarray(i * batch, (i + 1) * batch))
  let step = 0
  const training = (): void => { session.trainStep(batches[step % batches.length]!, { step: ++step, stepsPerEpoch: batches.length, learningRate: 0.001 }) }
  trainings.set(`${name}/${batch}`, training)
  return training
}

async function product({ form, rows, columns, depth, seconds }: Extract<BenchRequest, { type: 'product' }>): Promise<number> {
  const { ops, record, dispose } = await openEngine()
  const a = ops.create(form === 'TN' ? [depth, rows] : [rows, depth])
  const b = ops.create(form === 'NT' ? [columns, depth] : [depth, columns])
  const out = ops.create([rows, columns])
  for (const { data } of [a, b]) for (let i = 0; i < data.length; i++) data[i] = Math.sin(i)
  const program = record(() => ops.matmul(a, b, out, { transposeA: form === 'TN', transposeB: form === 'NT' }))
  const result = time(() => program.run(), seconds)
  dispose()
  return result
}

const ELEMENTS = 16_384

async function elementwise({ op, seconds }: Extract<BenchRequest, { type: 'elementwise' }>): Promise<number> {
  const { ops, record, dispose } = await openEngine()
  const [x, y, m, v] = [0, 1, 2, 3].map(() => ops.create([ELEMENTS]))
  const coefficients = ops.create([16])
  coefficients.data.set([1e-3, 0.9, 0.999, 1e-8])
  for (let i = 0; i < ELEMENTS; i++) x!.data[i] = 4 * Math.sin(i)
  const program = record(() => (op === 'adam' ? ops.adam({ value: y!, gradient: x! }, m!, v!, coefficients) : ops.unary(op, x!, y!)))
  const result = time(() => program.run(), seconds) / ELEMENTS
  dispose()
  return result
}

/** Seconds per multiply-add on registers alone. */
async function peak(seconds: number): Promise<number> {
  const { module } = build === 'fastest' ? await fastestKernels(now) : await compileKernels(build)
  const memory = new KernelMemory()
  const instance = new WebAssembly.Instance(module, kernelImports(memory.memory))
  const kernels = instance.exports as unknown as { peak(turns: number, at: number): void; peakMultiplyAdds(): number }
  const at = memory.createFloats(256).byteOffset
  const turns = 100_000
  return time(() => kernels.peak(turns, at), seconds) / turns / kernels.peakMultiplyAdds()
}

async function answer(request: BenchRequest): Promise<BenchReply> {
  switch (request.type) {
    case 'train': return { seconds: time(await trainingOf(request.network, request.batch), request.seconds) }
    case 'product': return { seconds: await product(request) }
    case 'elementwise': return { seconds: await elementwise(request) }
    case 'peak': return { seconds: await peak(request.seconds) }
  }
}

const write = (value: object): void => { process.stdout.write(`${JSON.stringify(value)}\n`) }
const { name, dispose } = await openEngine()
dispose()
write({ ready: `Descent ${name}, Node ${process.versions.node}` })
for await (const line of createInterface({ input: process.stdin })) write(await answer(JSON.parse(line) as BenchRequest))
process.exit(0)
