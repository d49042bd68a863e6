import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { SpecError, text } from '../../core/index.ts'
import { withAbsolutePaths } from '../services/absolute-paths.ts'
import { applyOverrides } from './overrides.ts'

/** A spec file with overrides, its paths absolute. Throws SpecError when it is no JSON. */
export async function readSpec(path: string, overrides: readonly string[] = []): Promise<unknown> {
  const content = await readFile(path, 'utf8').catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : error
    throw new SpecError([{ path, expected: text('an experiment as a JSON file', 'un experimento como fichero JSON'), received: code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'a folder' : String(code) }])
  })
  return withAbsolutePaths(applyOverrides(parse(path, content), overrides), dirname(resolve(path)))
}

function parse(path: string, content: string): unknown {
  try {
    return JSON.parse(content.replace(/^\uFEFF/, '')) as unknown
  } catch (error) {
    throw new SpecError([{ path, expected: text('JSON', 'JSON'), received: error instanceof Error ? error.message : String(error) }])
  }
}
