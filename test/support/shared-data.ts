import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const folder = resolve(import.meta.dirname, '../../../shared/data')
let told = false

/** The path of a file of real data beside the project, or null (said once) where there is none. */
export const sharedData = (path: string): string | null => {
  const file = resolve(folder, path)
  if (existsSync(file)) return file
  if (!told) process.stderr.write(`Tests on real data are skipped: ../shared/data/${path} is absent.\n`)
  told = true
  return null
}
