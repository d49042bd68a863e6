import { basename } from 'node:path'
import { readNpz, readSafetensors, type StoredTensors } from '../index.ts'
import { readFileContent } from './read-file.ts'

/** The tensors of a safetensors or npz file by name, as float32. In a run's checkpoint the parameters have plain names. */
export async function readWeights(path: string): Promise<StoredTensors> {
  const content = await readFileContent(path)
  const tensors = path.toLowerCase().endsWith('.npz') ? readNpz(basename(path), content) : readSafetensors(basename(path), content).tensors
  return new Map(tensors.map(({ name, shape, data }) => [name, { shape, data: Float32Array.from(data as ArrayLike<number | bigint>, Number) }]))
}
