import { openSamples } from '../index.ts'
import { lineageFiles } from './lineage-files.ts'
import type { ImportProgress, Tasks } from './protocol.ts'
import { openFiles } from './source-files.ts'
import { writeSamples } from './stored-datasets.ts'

const REPORT_INTERVAL_MS = 100
/** What is done by then needs no report. */
const FIRST_REPORT_MS = 500

/** Reads files by a plan and writes what they hold into a temporary folder; memory stays bounded whatever their size. */
export async function importFiles({ files, plan, temporary }: Tasks['import']['input'], report: (progress: ImportProgress) => void): Promise<Tasks['import']['output']> {
  let stage: ImportProgress['stage'] = 'inspect'
  let bytes = 0
  let rows = 0
  let reported = performance.now() + FIRST_REPORT_MS - REPORT_INTERVAL_MS
  const sources = openFiles(files, (count) => {
    bytes += count
    tell()
  })
  const totalBytes = sources.reduce((sum, { size }) => sum + size, 0)
  const tell = (): void => {
    if (performance.now() - reported < REPORT_INTERVAL_MS) return
    reported = performance.now()
    report({ stage, bytes: Math.min(bytes, totalBytes), totalBytes, rows })
  }
  const { plan: filled, source } = await openSamples(sources, plan)
  stage = 'store'
  bytes = 0
  const stored = await writeSamples(source, temporary, (samples) => {
    rows = samples
    tell()
  })
  return { ...stored, plan: filled, source: await lineageFiles(openFiles(files)) }
}
