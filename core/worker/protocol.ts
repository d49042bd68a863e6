import type {
  AskedChange, BlockSpec, DatasetDescription, DatasetStatistics, ExperimentSpec, GradientCheck, ImportPlan, ImportPreview, Issue, RunEvent, SampleBatch, Scores, ComponentsQuery, PrincipalComponents,
  SplitPart, Uncertainty, LineageFiles, ModelImportOptions, ModelReport, PartialPlan, PreprocessingPreview, PreprocessingRequest, SampleLabels, SplitPreview, Shape, LayerOutput, DecisionMap, LookRequest, NetworkLook, Remedy, EngineSpeed, TriedSamples, EmbeddingMethod, EpochPredictions,
} from '../index.ts'

/** A file by path or by content. */
export type WorkerFile = { readonly path: string; /** Where it lies in the folder or archive it belongs to; the last part of its path unless given. */ readonly name?: string } | { readonly name: string; readonly content: Uint8Array }

/**
 * What a training may do, at the first number of `control`, with how many threads, at the second, and how many requests for changes it was
 * sent, at the third: shared memory, so that it is seen in the middle of an epoch too.
 */
export const CONTROL = { run: 0, pause: 1, stop: 2 } as const

/** One training. Paths are absolute. */
export interface TrainJob {
  readonly type: 'train'
  /** Completed; its data set is the stored one. */
  readonly spec: ExperimentSpec
  readonly description: DatasetDescription
  readonly datasetFile: string
  /** Where checkpoints go; made when it is not there. */
  readonly checkpointFolder: string
  readonly resumeFrom: string | null
  /** A safetensors or npz file. */
  readonly initialWeights: string | null
  /** The most threads that may ever work on it, this one included. */
  readonly threads: number
  /** Three numbers as Int32: one of CONTROL, the threads that may work now, and the requests for changes so far. */
  readonly control: SharedArrayBuffer
}

/** Values that the training under way is to have from its next update on; they were checked. */
export interface ChangeRequest {
  readonly type: 'change'
  readonly changes: readonly AskedChange[]
}

/** A data set as it was written to its folder. */
export interface StoredDataset {
  readonly description: DatasetDescription
  readonly file: string
  readonly bytes: number
  readonly sha256: string
}

/** How far an import has come; the files are read once to look at them and once to store them. */
export interface ImportProgress {
  readonly stage: 'inspect' | 'store'
  readonly bytes: number
  readonly totalBytes: number
  /** Samples stored so far. */
  readonly rows: number
}

/** How far other long work has come: what it does, and the share of all of it that is done. */
export interface ShareProgress {
  readonly stage: 'share'
  readonly step: 'layer' | 'components' | 'neighbours' | 'map'
  readonly share: number
}

/** What the lineage of a data set says of its files. */
export type StoredWithSource = StoredDataset & { readonly source: LineageFiles | null }

export interface PredictionRequest {
  readonly spec: ExperimentSpec
  readonly description: DatasetDescription
  readonly datasetFile: string
  readonly checkpoint: string
  readonly part: SplitPart
  /** A member of an ensemble alone, from 1; without it all together, or the first where only one can be looked at. */
  readonly member?: number | undefined
}

/** A model to ask about single samples; a sample is a position in the data set. */
export type ModelRequest = Omit<PredictionRequest, 'part'>

/** Which plane: two random directions, from one solution to another, or the one that holds most of the path of training; checkpoints are files. */
export type SurfaceKind =
  | { readonly kind: 'random' }
  | { readonly kind: 'between'; readonly checkpoint: string }
  | { readonly kind: 'path'; readonly epochs: readonly { readonly epoch: number; readonly checkpoint: string }[] }

/** Predictions of a part, in its order. */
export interface PartPredictions {
  /** sampleCount × outputs: class probabilities or values. */
  readonly outputs: Float32Array
  /** Of the other outputs of the experiment, in their order. */
  readonly further: readonly Float32Array[]
  /** One per sample. */
  readonly losses: Float32Array
  /** Null for a part without samples. */
  readonly scores: Scores | null
  /** Null where there is one prediction alone. */
  readonly uncertainty: Uncertainty | null
  /** The members' own scores; null for a single network. */
  readonly members: readonly (Scores | null)[] | null
  readonly sampleCount: number
  readonly indices: Int32Array
  readonly labels: Int32Array
  readonly values: Float32Array
}

/** Work other than training: what is asked and what comes back, by name. */
export interface Tasks {
  /** Leaves the data set as `temporary`/samples, to be moved to its place. Reports its progress. */
  'import': { input: { readonly files: readonly WorkerFile[]; readonly plan: PartialPlan | null; readonly temporary: string }; output: StoredWithSource & { readonly plan: ImportPlan } }
  'preview-import': { input: { readonly files: readonly WorkerFile[]; readonly plan: PartialPlan | null }; output: ImportPreview }
  /** Stores what a generator makes or a file block of a spec names. */
  'store-block': { input: { readonly block: BlockSpec; readonly seed: number; readonly folder: string }; output: StoredWithSource }
  'describe-block': { input: { readonly block: BlockSpec; readonly seed: number }; output: DatasetDescription }
  'preview-block': { input: { readonly block: BlockSpec; readonly seed: number }; output: SampleBatch & { readonly classes: readonly string[] | null } }
  /** What augmentation makes of some samples of a stored file, or of what the block makes when that is null. */
  'preview-augmentation': {
    input: { readonly block: BlockSpec; readonly datasetFile: string | null; readonly augmentation: readonly BlockSpec[]; readonly seed: number; readonly epochs: readonly number[]; readonly count: number }
    output: { readonly classes: readonly string[] | null; readonly original: SampleBatch; readonly changed: readonly SampleBatch[] }
  }
  'statistics': { input: { readonly file: string }; output: DatasetStatistics }
  'principal-components': { input: { readonly file: string } & ComponentsQuery; output: PrincipalComponents }
  /** How a split would share a stored data set out. */
  'preview-split': { input: { readonly file: string; readonly split: BlockSpec; readonly seed: number }; output: SplitPreview }
  /** Values before and after transforms that were fitted on the training part. */
  'preview-preprocessing': { input: PreprocessingRequest & { readonly file: string }; output: PreprocessingPreview }
  'labels': { input: { readonly file: string }; output: SampleLabels }
  'samples': { input: { readonly file: string; readonly indices: Int32Array }; output: SampleBatch }
  'predict': { input: PredictionRequest; output: PartPredictions }
  /** Predicts the samples of a file of the same kind as the training data. */
  'predict-file': { input: Omit<PredictionRequest, 'part'> & { readonly file: WorkerFile }; output: Pick<PartPredictions, 'outputs' | 'further' | 'uncertainty' | 'sampleCount'> }
  /** Which parts of a sample an output rests on. `isPreprocessedShape`: preprocessing has changed the shape, so the values are no longer those of the sample. */
  'explain': {
    input: ModelRequest & { readonly sample: number; readonly output: number; readonly method: BlockSpec }
    output: { readonly shape: Shape; readonly values: Float32Array; readonly isPreprocessedShape: boolean }
  }
  'layer-outputs': { input: ModelRequest & { readonly sample: number }; output: readonly LayerOutput[] }
  /** Training samples, nearest first by Euclidean distance of what `layer` gives (null: of the inputs), among `searched`. */
  /** What a model says all over the one or two features of its data, with samples of a part; `layer`: whose units to map too. */
  'decision-map': {
    input: ModelRequest & { readonly part: SplitPart; readonly resolution: number; readonly layer: string | null }
    output: DecisionMap & { readonly samples: SampleBatch }
  }
  /** The mean loss over samples of a part at points (pairs a, b) of a plane through a trained network's parameters; asked for in pieces. */
  'error-surface': {
    input: ModelRequest & { readonly part: SplitPart; readonly samples: number; readonly seed: number; readonly plane: SurfaceKind; readonly points: Float32Array }
    output: { readonly losses: Float64Array; readonly path: { readonly epochs: Int32Array; readonly x: Float64Array; readonly y: Float64Array; readonly shares: readonly [number, number] } | null }
  }
  'neighbours': {
    input: ModelRequest & { readonly sample: number; readonly count: number }
    output: { readonly layer: string | null; readonly searched: number; readonly samples: SampleBatch; readonly distances: Float32Array }
  }
  /** Draws samples of a part in the plane by what a layer makes of them (null: by the inputs). Reports its progress. */
  'embed': {
    input: ModelRequest & { readonly part: SplitPart; readonly layer: string | null; readonly method: EmbeddingMethod; readonly samples: number; readonly perplexity: number; readonly neighbours: number; readonly seed: number }
    output: {
      /** Positions in the data set of those that are drawn, of `sampleCount` in the part. */
      readonly indices: Int32Array
      readonly sampleCount: number
      /** Pairs x, y. */
      readonly places: Float32Array
      /** The share of the ten nearest others by the layer that are among the ten nearest on the map. */
      readonly keptNeighbours: number
      /** Of principal components, the share of the variance along each axis. */
      readonly variances: readonly number[] | null
    }
  }
  /** On a stored file, or on what the block makes when that is null. */
  'check': { input: { readonly spec: unknown; readonly block: BlockSpec; readonly seed: number; readonly datasetFile: string | null }; output: GradientCheck }
  /** Into a network before it is trained, on a stored file or on what the block makes when that is null. `remedies` tries out what would mend its troubles. */
  'look-inside': {
    input: LookRequest & { readonly spec: unknown; readonly block: BlockSpec; readonly seed: number; readonly datasetFile: string | null; readonly weightsFile: string | null; readonly remedies: boolean }
    output: NetworkLook & { readonly remedies: readonly Remedy[] | null; readonly classes: readonly string[] | null }
  }
  /** The tensors of a weights file, without their numbers. */
  'describe-weights': { input: { readonly file: string }; output: readonly { readonly name: string; readonly shape: Shape }[] }
  /** How fast the engine is here; takes about a second. */
  'measure-speed': { input: { readonly threads: number }; output: EngineSpeed }
  /** Predicts samples that are no part of the data: as they would be stored, or read from a file. `method` says what the first one's greatest output rests on, `neighbours` how many training samples like it are wanted. */
  'try-samples': {
    input: ModelRequest & { readonly samples: { readonly values: Float32Array; readonly count: number } | { readonly file: WorkerFile }; readonly method: BlockSpec | null; readonly neighbours?: number }
    output: TriedSamples & { readonly neighbours: Tasks['neighbours']['output'] | null }
  }
  /** Makes an experiment of a model file, and writes its weights to a path, or to a folder under a name of their own; none where the file has none for it. */
  'import-model': {
    input: { readonly file: WorkerFile; readonly target: { readonly path: string } | { readonly folder: string } } & ModelImportOptions
    output: { readonly spec: Readonly<Record<string, unknown>>; readonly report: ModelReport; readonly file: string | null }
  }
  /** The name of the engine that runs use. */
  'engine': { input: { readonly threads: number }; output: string }
}

export type TaskName = keyof Tasks

export type TaskRequest = { readonly [N in TaskName]: { readonly type: 'task'; readonly id: number; readonly task: N; readonly input: Tasks[N]['input'] } }[TaskName]

export type WorkerRequest = TrainJob | ChangeRequest | TaskRequest

/** An error as it leaves the thread. */
export interface WorkerError {
  readonly name: string
  readonly message: string
  readonly issues?: readonly Issue[]
}

export type WorkerReply =
  | { readonly type: 'events'; readonly events: readonly RunEvent[] }
  /** What the validation samples were taken for, epoch by epoch. */
  | { readonly type: 'predicted'; readonly predictions: readonly EpochPredictions[] }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  /** A training ended by itself; its `finished` event came before. */
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly error: WorkerError }
  | { readonly type: 'progress'; readonly id: number; readonly progress: ImportProgress | ShareProgress }
  | { readonly type: 'result'; readonly id: number; readonly output: Tasks[TaskName]['output'] }
  | { readonly type: 'refused'; readonly id: number; readonly error: WorkerError }
