import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import { importModel, writeSafetensors, SpecError, text } from '../index.ts'
import type { Tasks } from './protocol.ts'
import { namedFiles } from './read-file.ts'
import { writeDurably } from './write-durably.ts'

/** Reads a model file and writes its weights where runs can start from them: under a name of their own in a folder, or at the path that is told. */
export async function importModelFile({ file, target, ...options }: Tasks['import-model']['input']): Promise<Tasks['import-model']['output']> {
  const { name, content } = (await namedFiles([file]))[0]!
  const { spec, tensors, report } = importModel(name, content, options)
  if (tensors.size === 0) return { spec: { ...spec, initialWeights: null }, report, file: null }
  const weights = writeSafetensors({ tensors: [...tensors].map(([tensor, stored]) => ({ name: tensor, ...stored })), metadata: { format: 'pt' } })
  const stem = basename(name).replace(/\.\w+$/, '').replace(/[^\w.-]+/g, '-') || 'weights'
  const path = 'folder' in target ? join(target.folder, `${stem}-${createHash('sha256').update(weights).digest('hex').slice(0, 12)}.safetensors`) : target.path
  await writeDurably(path, weights).catch((error: unknown) => {
    throw new SpecError([{ path, expected: text('a place where weights can be written', 'un lugar donde se puedan escribir los pesos'), received: error instanceof Error ? error.message : String(error) }])
  })
  return { spec: { ...spec, initialWeights: path }, report, file: path }
}
