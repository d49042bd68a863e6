// npm run bench: how fast we train, beside every peer that this machine has. All figures come from one run, peers take turns, medians
// are compared: these are ratios to quote, not times. --json prints one document; --quick shortens it; --only TEXT takes some rows; --data
// measures imports of data and principal components instead, --scale what large workspaces cost.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildKernels, ensureInstalled } from '../../tools/setup.ts'
import { benchComponents, benchImports } from './data.ts'
import { findPeers } from './find-peers.ts'
import { networks, products } from './networks.ts'
import { benchScale, scaleText } from './scale.ts'
import type { Peer } from './peer-process.ts'
import type { BenchRequest } from './protocol.ts'

const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false }, only: { type: 'string', default: '' }, data: { type: 'boolean', default: false }, scale: { type: 'boolean', default: false } } })
const ROUNDS = options.quick ? 1 : 3
const SECONDS = options.quick ? 0.15 : 0.4

interface Row {
  readonly title: string
  readonly unit: string
  /** By peer; null where it cannot do it. */
  readonly values: Readonly<Record<string, number | null>>
}

const say = (text: string): void => { process.stderr.write(`${text}\n`) }
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!

/** Asks all peers in turn, several rounds; the median seconds of each. */
async function measure(peers: readonly Peer[], request: BenchRequest): Promise<Record<string, number | null>> {
  const seconds = new Map<string, number[]>()
  for (let round = 0; round < ROUNDS; round++) {
    for (const peer of peers) {
      const reply = await peer.ask(request)
      if ('seconds' in reply) seconds.set(peer.id, [...(seconds.get(peer.id) ?? []), reply.seconds])
    }
  }
  return Object.fromEntries(peers.map(({ id }) => [id, seconds.has(id) ? median(seconds.get(id)!) : null]))
}

const each = (values: Readonly<Record<string, number | null>>, convert: (seconds: number) => number): Record<string, number | null> =>
  Object.fromEntries(Object.entries(values).map(([id, seconds]) => [id, seconds === null ? null : convert(seconds)]))

function installPeers(): void {
  if (existsSync(join(import.meta.dirname, 'node_modules'))) return
  say('Installing TensorFlow.js for comparison …')
  spawnSync('npm', ['ci', '--ignore-scripts', '--prefix', import.meta.dirname], { stdio: 'ignore', shell: process.platform === 'win32' })
}

ensureInstalled()
buildKernels()
if (options.data) {
  const imports = benchImports()
  const components = await benchComponents()
  const line = ({ title, megabytes, seconds, peakMegabytes }: (typeof imports)[number]): string => `${title} (${megabytes.toFixed(0)} MB): ${seconds.toFixed(1)} s, at most ${peakMegabytes.toFixed(0)} MB of memory\n`
  process.stdout.write(options.json ? `${JSON.stringify({ imports, components }, null, 2)}\n` : `${imports.map(line).join('')}${components.title}: covariance ${components.scatterSeconds.toFixed(1)} s, eigenvalues ${components.eigenSeconds.toFixed(1)} s, projection ${components.projectSeconds.toFixed(1)} s\n`)
  process.exit(0)
}
if (options.scale) {
  const results = await benchScale({ quick: options.quick })
  process.stdout.write(options.json ? `${JSON.stringify(results, null, 2)}\n` : scaleText(results))
  process.exit(0)
}
installPeers()
const threads = Math.max(1, availableParallelism())
const { ours, others, absent } = await findPeers(threads)
const all = [...ours, ...others]
for (const { id, title } of all) say(`${id}: ${title}`)
for (const { id, absent: why } of absent) say(`${id}: absent (${why})`)

const wanted = (title: string): boolean => title.toLowerCase().includes(options.only.toLowerCase())
const training: Row[] = []
for (const network of networks) {
  for (const batch of network.batches) {
    const title = `${network.name}, batch ${batch}`
    if (!wanted(title)) continue
    say(title)
    training.push({ title, unit: 'samples/s', values: each(await measure(all, { type: 'train', network: network.name, batch, seconds: SECONDS }), (seconds) => batch / seconds) })
  }
}

const peakRow = await measure(ours.filter(({ id }) => !id.includes('×')), { type: 'peak', seconds: SECONDS })
const peaks = each(peakRow, (seconds) => 2e-9 / seconds)
const multiplying = all.filter(({ id }) => !id.startsWith('TF') && id !== 'PyTorch' && id !== 'scikit-learn')
const matrices: Row[] = []
for (const [form, rows, columns, depth] of products) {
  const title = `${form} ${rows} × ${columns} × ${depth}`
  if (!wanted(title)) continue
  say(title)
  matrices.push({ title, unit: 'GFLOP/s', values: each(await measure(multiplying, { type: 'product', form, rows, columns, depth, seconds: SECONDS / 2 }), (seconds) => 2e-9 * rows * columns * depth / seconds) })
}

const elements: Row[] = []
for (const op of ['exp', 'tanh', 'logistic', 'adam'] as const) {
  if (!wanted(op)) continue
  say(op)
  elements.push({ title: op, unit: 'ns/element', values: each(await measure(ours.filter(({ id }) => !id.includes('×')), { type: 'elementwise', op, seconds: SECONDS / 2 }), (seconds) => 1e9 * seconds) })
}
for (const peer of all) peer.close()

if (options.json) {
  process.stdout.write(`${JSON.stringify({ processor: cpus()[0]?.model ?? 'unknown', threads, node: process.versions.node, peers: Object.fromEntries(all.map(({ id, title }) => [id, title])), absent, peaks, training, products: matrices, elementwise: elements }, null, 2)}\n`)
} else {
  print('Training', training, true)
  print('Matrix products', [{ title: 'peak of the build', unit: 'GFLOP/s', values: peaks }, ...matrices], true)
  print('Element by element', elements, false)
  printShares()
}

/** A table of one quantity; in brackets what Descent's figure is of the peer's. */
function print(heading: string, rows: readonly Row[], ratios: boolean): void {
  if (rows.length === 0) return
  const ids = all.map(({ id }) => id).filter((id) => rows.some(({ values }) => values[id] != null))
  const cell = ({ values, title }: Row, id: string): string => {
    const value = values[id]
    if (value == null) return '–'
    const own = values['Descent']
    const text = value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
    return ratios && own != null && others.some((peer) => peer.id === id) && !title.startsWith('peak') ? `${text} (${(own / value).toFixed(2)}×)` : text
  }
  const table = [[`${heading} (${rows[0]!.unit})`, ...ids], ...rows.map((row) => [row.title, ...ids.map((id) => cell(row, id))])]
  const widths = table[0]!.map((_, column) => Math.max(...table.map((line) => line[column]!.length)))
  process.stdout.write(`\n${table.map((line) => line.map((text, column) => (column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!))).join('  ')).join('\n')}\n`)
}

/** What of the machine's peak matrix products reach. */
function printShares(): void {
  const peak = peaks['Descent']
  if (peak == null || matrices.length === 0) return
  const shares = matrices.map(({ values }) => (values['Descent'] ?? 0) / peak)
  process.stdout.write(`\nMatrix products reach ${Math.round(100 * Math.min(...shares))}–${Math.round(100 * Math.max(...shares))} % of the build's peak of ${peak.toFixed(0)} GFLOP/s on one thread.\n`)
}
