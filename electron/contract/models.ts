import type { BlockSpec, CheckpointTag, ExperimentSpec, ModelReport, TriedSamples } from '../../core/index.ts'
import type { Neighbours } from './analysis.ts'
import type { FileInput, RunId } from './api.ts'

// Models as files that leave and come back, and samples that are tried on them.

/** What they are called as files stands in export-formats.ts. */
export type ExportFormat = 'onnx' | 'pytorch' | 'keras' | 'tfjs' | 'c' | 'typescript' | 'safetensors' | 'npz' | 'json' | 'capsule'
/** Without a checkpoint: the weights the run ended with. */
export interface ExportRequest { readonly run: RunId; readonly format: ExportFormat; readonly checkpoint?: CheckpointTag; /** Of a capsule: with its data in it. */ readonly withData?: boolean }
/** How far another program's predictions with an exported file are from our own. */
export interface ExportVerification {
  /** The program and its version. */
  readonly reader: string
  readonly samples: number
  readonly maxDifference: number
}
/** A file that a run was exported as. */
export interface ExportRecord { readonly at: number; readonly format: ExportFormat; readonly checkpoint: CheckpointTag; readonly bytes: number; readonly sha256: string; readonly verification: ExportVerification | null }

/** A page of its own, or its tables for a text. */
export type ReportFormat = 'html' | 'md' | 'tex'
/** Formats that nothing here can run have no verification; ONNX neither where onnxruntime-node is not installed. */
export interface ExportedFile { readonly name: string; readonly content: Uint8Array; readonly mediaType: string; readonly verification: ExportVerification | null }

/** A model file to go on from: an ONNX file, or weights for the network of `into`. */
export interface ModelImportRequest {
  readonly file: FileInput
  /** The experiment that it becomes part of; null for one of its own on data that fit, where there are any. */
  readonly into: ExperimentSpec | null
  /** Keeps all layers that the file gives as they are but the last. */
  readonly freeze: boolean
}
export interface ImportedModel {
  readonly spec: ExperimentSpec
  readonly report: ModelReport
  /** The data set it was given, by name; null where none fits or `into` has its own. */
  readonly dataset: string | null
}

/** Samples as the data set would have them, or a file: a picture, CSV, IDX. `method`: a block of the saliency registry, for the first sample; null for none. `neighbours`: how many training samples like the first are wanted. */
export interface TrySamplesRequest {
  readonly run: RunId
  readonly checkpoint?: CheckpointTag
  readonly samples: { readonly values: Float32Array; readonly count: number } | { readonly file: FileInput }
  readonly method: BlockSpec | null
  readonly neighbours?: number
}

export type TriedModel = TriedSamples & { readonly neighbours: Neighbours | null }
