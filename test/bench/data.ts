// What importing and principal components take: npm run bench -- --data [--json]. A table of a million rows and twenty columns is made from a seed; MNIST is taken
// from ../shared/data where it is there. Each import runs in a process of its own, whose memory the system reports.
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createEngine, createRandom, engineProducts } from '../../core/index.ts'
import { moments } from '../../core/math/moments.ts'
import { symmetricEigen } from '../../core/math/symmetric-eigen.ts'
import { sharedData } from '../support/shared-data.ts'

interface ImportFigures { readonly title: string; readonly megabytes: number; readonly seconds: number; readonly peakMegabytes: number }

const ROWS = 1_000_000
const COLUMNS = 20
const ROWS_PER_WRITE = 10_000
const NUMBERS = 20_011

/** Numbers are drawn once and taken in turns: writing the file should not take longer than reading it. */
function writeTable(path: string): void {
  const random = createRandom(1, 'bench/table')
  const numbers = Array.from({ length: NUMBERS }, () => random.normal().toFixed(5))
  const file = openSync(path, 'w')
  writeSync(file, `${Array.from({ length: COLUMNS - 1 }, (_, i) => `x${i}`).join(',')},class\n`)
  let at = 0
  for (let row = 0; row < ROWS; row += ROWS_PER_WRITE) {
    const lines: string[] = []
    for (let i = row; i < row + ROWS_PER_WRITE; i++) {
      const fields: string[] = []
      for (let column = 1; column < COLUMNS; column++) fields.push(numbers[(at = (at + 7919 + column) % NUMBERS)]!)
      fields.push('abcde'[i % 5]!)
      lines.push(fields.join(','))
    }
    writeSync(file, `${lines.join('\n')}\n`)
  }
  closeSync(file)
}

/** The child reports its own peak, so that no tool of the system is needed. */
const CHILD = `
process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS / 1024 + '\\n'))
process.argv.splice(1, 1)
await import(process.argv[1])
`

function measureImport(title: string, path: string, folder: string): ImportFigures {
  const cli = resolve(import.meta.dirname, '../../electron/cli/index.ts')
  const child = join(folder, 'import.mjs')
  writeFileSync(child, CHILD)
  const started = performance.now()
  const { stderr, status } = spawnSync(process.execPath, [child, cli, 'dataset', 'import', path, '--workspace', join(folder, title.replaceAll(/\W/g, '-')), '--json'], { encoding: 'utf8' })
  const seconds = (performance.now() - started) / 1000
  if (status !== 0) throw new Error(`The import of ${path} failed:\n${stderr}`)
  return { title, megabytes: sizeOf(path) / 1e6, seconds, peakMegabytes: Number(/peak ([\d.]+)/.exec(stderr)?.[1]) }
}

const sizeOf = (path: string): number => (statSync(path).isDirectory() ? readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0) : statSync(path).size)

export interface ComponentFigures { readonly title: string; readonly scatterSeconds: number; readonly eigenSeconds: number; readonly projectSeconds: number }

/** Principal components of samples as large as MNIST: the covariance, its eigenvalues, and all samples on all axes. */
export async function benchComponents(samples = 60_000, features = 784): Promise<ComponentFigures> {
  const random = createRandom(1, 'bench/components')
  const numbers = Float32Array.from({ length: NUMBERS }, () => random.normal())
  const rows = Float32Array.from({ length: samples * features }, (_, i) => numbers[(i * 7919) % NUMBERS]! + numbers[i % features]!)
  const engine = await createEngine({ kind: 'wasm', now: () => performance.now() })
  const products = engineProducts(engine)
  const { mean } = moments(rows, features)
  const times = [performance.now()]
  const scatter = products.scatter(rows, mean)
  times.push(performance.now())
  const { vectors } = symmetricEigen(scatter, features)
  times.push(performance.now())
  products.project(rows, mean, vectors)
  times.push(performance.now())
  engine.dispose()
  const [scatterSeconds, eigenSeconds, projectSeconds] = times.slice(1).map((time, i) => (time - times[i]!) / 1000)
  return { title: `PCA ${features} × ${samples.toLocaleString('en')}`, scatterSeconds: scatterSeconds!, eigenSeconds: eigenSeconds!, projectSeconds: projectSeconds! }
}

/** Seconds and peak memory of each import. */
export function benchImports(): ImportFigures[] {
  const folder = mkdtempSync(join(tmpdir(), 'descent-bench-'))
  try {
    const table = join(folder, 'table.csv')
    writeTable(table)
    const figures = [measureImport('1,000,000 × 20 CSV', table, folder)]
    if (sharedData('mnist/train-labels-idx1-ubyte.gz') !== null) figures.push(measureImport('MNIST, 70,000 images', resolve(sharedData('mnist/train-labels-idx1-ubyte.gz')!, '..'), folder))
    return figures
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
