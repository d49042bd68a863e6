import type { ExportFormat } from './api.ts'

export interface ExportFile {
  /** The end of the name. */
  readonly extension: string
  /** What browsers are told of the content. */
  readonly mediaType: string
  /** The whole model from raw samples to predictions, its tensors, or all that is needed to do the run again. */
  readonly holds: 'model' | 'tensors' | 'run'
}

/** The files that models are exported as, in the order they are offered. */
export const EXPORT_FORMATS: Readonly<Record<ExportFormat, ExportFile>> = {
  onnx: { extension: 'onnx', mediaType: 'application/octet-stream', holds: 'model' },
  pytorch: { extension: 'pytorch.zip', mediaType: 'application/zip', holds: 'model' },
  keras: { extension: 'keras', mediaType: 'application/zip', holds: 'model' },
  tfjs: { extension: 'tfjs.zip', mediaType: 'application/zip', holds: 'model' },
  c: { extension: 'h', mediaType: 'text/plain', holds: 'model' },
  typescript: { extension: 'ts', mediaType: 'text/plain', holds: 'model' },
  safetensors: { extension: 'safetensors', mediaType: 'application/octet-stream', holds: 'tensors' },
  npz: { extension: 'npz', mediaType: 'application/zip', holds: 'tensors' },
  json: { extension: 'json', mediaType: 'application/json', holds: 'tensors' },
  capsule: { extension: 'capsule', mediaType: 'application/zip', holds: 'run' },
}

export const exportFormats = Object.keys(EXPORT_FORMATS) as readonly ExportFormat[]
