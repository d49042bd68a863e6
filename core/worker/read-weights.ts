import { basename } from 'node:path'
import { readTensors, type StoredTensors } from '../index.ts'
import { readFileContent } from './read-file.ts'

/** The tensors of a safetensors, npz or ONNX file by name, as float32. In a run's checkpoint the parameters have plain names. */
export const readWeights = async (path: string): Promise<StoredTensors> => readTensors(basename(path), await readFileContent(path))
