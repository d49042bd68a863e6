import { resolve } from 'node:path'
import { writeDurably } from '../../core/worker/write-durably.ts'
import { UsageError } from './usage-error.ts'

/** Writes what a command makes to a file and returns its whole path. Throws UsageError where that cannot be. */
export async function writeOutput(target: string, content: Uint8Array): Promise<string> {
  const file = resolve(target)
  await writeDurably(file, content).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  })
  return file
}
