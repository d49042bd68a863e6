import type {
  AverageState, LayerMeasure, LayerNumbers, AskedChange, ChangeSpec, BlockSpec, ExperimentDescription, ExperimentSpec, RunEvent, Scores, SplitPart, FinishReason, CheckpointTag, Shape, DatasetTask,
  ClassCounts, FeatureStatistics, ImportPreview, SampleBatch, Suggestion, Text, DatasetDescription, DatasetLineage, DatasetQuality, PartialPlan, ComponentsQuery, PrincipalComponents,
  PreprocessingPreview, PreprocessingRequest, ResidualReport, SampleLabels, SplitPreview, ClassifierCurves, LayerOutput, LookRequest, NetworkLook, Remedy, EngineSpeed, TimedRun, Language,
} from '../../core/index.ts'
import type { ConfusionRequest, Confusion, MistakesRequest, PredictedSamples, DisagreementsRequest, Disagreements, EmbeddingMap, EmbeddingProgress, EmbeddingRequest, LearningRequest, LearningSummary, SampleStory, PredictionList, PredictionsRequest, SampleRequest, ExplainRequest, Saliency, DecisionMapRequest, PlacedDecisionMap, ErrorSurfaceRequest, ErrorSurface, Neighbours } from './analysis.ts'
import type { AnnotationsChange, SampleAnnotation } from './annotations.ts'
import type { CapsuleProgress, CapsuleVerification, OpenedCapsule } from './capsules.ts'
import type { LayerBlock, DesignState, DesignSummary, DesignVersion } from './designs.ts'
import type { ExportedFile, ExportRecord, ExportRequest, ReportFormat, ImportedModel, ModelImportRequest, TriedModel, TrySamplesRequest } from './models.ts'
import type { ColumnSet, RunChange, RunMark, SavedComparison, TrashedRun } from './runs-table.ts'

export type * from './analysis.ts'
export type * from './annotations.ts'
export type * from './capsules.ts'
export type * from './designs.ts'
export type * from './models.ts'
export type * from './runs-table.ts'

export type {
  ArraysPlan, ClassCounts, ColumnPlan, ColumnRole, ColumnType, CsvPlan, DatasetLineage, DatasetQuality, FeatureStatistics, ImageLabelsPlan, ImagesPlan, ImportFormatKind, ImportPlan, ImportPreview, LineageFile, LineageFiles,
  CalibrationBin, ClassifierCurves, Disagreement, LayerOutput, McNemar, ThresholdCurve,
  PartialPlan, PartStatistics, PreprocessingPreview, PreprocessingRequest, SampleBatch, SampleLabels, SplitPreview, TablePlan, ComponentsQuery, PrincipalComponents,
} from '../../core/index.ts'


export type RunId = string
export type DatasetId = string
export type DesignId = string

/** queued → running ⇄ paused → completed | stopped-early | cancelled | diverged | failed; `interrupted` runs can be resumed. */
export type RunStatus = 'queued' | 'running' | 'paused' | 'interrupted' | 'failed' | FinishReason

export interface AppInfo {
  readonly version: string
  readonly host: 'electron' | 'web'
  readonly node: string
  readonly sqlite: string
  readonly workspace: string
  /** Logical processors, and the build of the engine that runs use. */
  readonly processors: number
  readonly engine: string
  readonly platform: string
}

/** What this machine takes for training: measured once for each engine and number of threads, and what its runs really took. */
export interface MachineSpeed {
  /** Processor, engine and threads; what was measured on another does not count. */
  readonly machine: string
  /** Null while it has not been measured: it waits until nothing trains. */
  readonly speed: EngineSpeed | null
  /** When it was measured, in milliseconds. */
  readonly measuredAt: number | null
  /** Newest first; only runs that had the machine to themselves. */
  readonly history: readonly TimedRun[]
}

/** Values of a spec by the path to them: `optimizer` → `adam`, `optimizer.learningRate` → 0.001, `network.hidden.units` → 128. */
export type Hyperparameters = Readonly<Record<string, string | number | boolean>>

/** What tables show; never needs the series. */
export interface RunSummary {
  readonly id: RunId
  readonly name: string
  readonly status: RunStatus
  /** One sentence for `failed` and `diverged`, and where an early stop says more than its status. */
  readonly message: string | null
  readonly createdAt: number
  readonly startedAt: number | null
  readonly finishedAt: number | null
  /** Seconds spent training and evaluating; queued and paused time is not counted. */
  readonly seconds: number
  readonly epoch: number
  readonly epochs: number
  readonly step: number
  readonly stepsPerEpoch: number | null
  readonly samplesPerSecond: number | null
  readonly parameterCount: number | null
  readonly datasetId: DatasetId | null
  readonly datasetName: string
  readonly task: DatasetTask
  /** One line: `784-128-10 · ReLU · Adam 0.001 · batch 128`. */
  readonly summary: string
  readonly latest: Readonly<Record<'train' | 'validation', Scores | null>>
  readonly best: { readonly epoch: number; readonly monitor: string; readonly value: number } | null
  readonly final: Readonly<Record<SplitPart, Scores | null>>
  readonly weightsSha256: string | null
  /** What it is drawn in, everywhere (`run-colours`): the colour that was chosen, else its own, which it keeps for life. */
  readonly colour: number
  readonly chosenColour: number | null
  /** Queued runs start in ascending order of it; null for all others. */
  readonly queuePosition: number | null
  readonly notes: string
  readonly starred: boolean
  /** In the order they were given. */
  readonly tags: readonly string[]
  /** The same for runs whose specs differ in seed and name alone. */
  readonly experiment: string
  readonly hyperparameters: Hyperparameters
  readonly testLooks: TestLooks
}

/**
 * How often somebody asked for predictions of a test part (`eval`, `predict --split test`, Mistakes). Scores that a run reports at its end do not
 * count: every run has them, whoever wants them or not.
 */
export interface TestLooks {
  /** Of this run. */
  readonly own: number
  /** Of any run on the same data, before this one was started: what was chosen since may have been chosen by the test part. */
  readonly before: number
}

export interface CheckpointSummary { readonly tag: CheckpointTag; readonly epoch: number; readonly step: number; readonly bytes: number; readonly sha256: string; readonly createdAt: number }

/** What a learning-rate range test found, from all its steps. */
export interface RangeTestSummary {
  /** Where the smoothed loss falls most steeply; null where it never falls. */
  readonly suggestedRate: number | null
  readonly lowestRate: number
  readonly lowestLoss: number
}

export interface RunDetails {
  readonly run: RunSummary
  readonly spec: ExperimentSpec
  readonly checkpoints: readonly CheckpointSummary[]
  /** Everything but `steps` and `layers` events, oldest first. */
  readonly events: readonly { readonly at: number; readonly event: Exclude<RunEvent, { type: 'steps' | 'layers' }> }[]
  /** What the lectures would try next; for runs that have ended. */
  readonly suggestions: readonly Suggestion[]
  /** Files that it was exported as, oldest first. */
  readonly exports: readonly ExportRecord[]
  /** Null for runs whose schedule is no range test. */
  readonly rangeTest: RangeTestSummary | null
}

/** The layers of a run after a step. */
export interface MeasuredLayers {
  readonly step: number
  readonly layers: readonly LayerMeasure[]
}

/** A histogram for each measured step; bins are of one width between `low` and `high` of their step. */
export interface LayerHistograms {
  readonly steps: Float64Array
  readonly low: Float64Array
  readonly high: Float64Array
  /** steps × bins. */
  readonly counts: Float64Array
  readonly bins: number
}

export interface SeriesRequest {
  readonly runs: readonly RunId[]
  /** `step/loss`, `step/learningRate`, `train/loss`, `validation/accuracy`, `pretraining/h1/loss`, `layer/h1/gradientNorm`, … */
  readonly names: readonly string[]
  /** Steps; the whole run when absent. */
  readonly range?: { readonly from: number; readonly to: number }
  /** More points than this are reduced to each bucket's minimum and maximum. */
  readonly maximumPoints: number
}

/** A curve over steps. When reduced, every bucket keeps its extremes, so no spike is lost. */
export interface Series {
  readonly run: RunId
  readonly name: string
  readonly steps: Float64Array
  /** Epochs as fractions, same length as `steps`. */
  readonly epochs: Float64Array
  readonly values: Float64Array
  /** How many values the run recorded in the range. */
  readonly recorded: number
}

/** Curves as a debiased exponential moving average of every recorded value, reduced afterwards. */
export interface SmoothRequest extends SeriesRequest {
  /** From 0, which is what was recorded, to below 1: towards 1 the past counts more. */
  readonly weight: number
  /** Epochs over which the weight of the past falls by the factor `weight`. */
  readonly unit: number
}

export interface SmoothedSeries extends Series {
  /** Where the average stands at the end of the range, so that what comes after can be averaged on (`continueAverage`, over steps). */
  readonly state: AverageState
}

export interface DatasetSummary {
  readonly id: DatasetId
  readonly name: string
  readonly source: string
  readonly task: DatasetTask
  readonly sampleCount: number
  readonly inputShape: Shape
  readonly classes: readonly string[] | null
  readonly targetNames: readonly string[]
  readonly bytes: number
  readonly importedAt: number
  readonly runCount: number
  /** True when the source fixes a test part. */
  readonly givenTest: boolean
}

export interface DatasetDetails {
  readonly dataset: DatasetSummary
  /** Samples per class and part, for classification. */
  readonly classCounts: readonly ClassCounts[] | null
  /** Per feature for tabular data (at most 200), else one entry over all pixels. */
  readonly features: readonly FeatureStatistics[]
  readonly targetStatistics: FeatureStatistics | null
  /** What is wrong with the data, or looks so: duplicates, leaks, overlap of parts, constant columns; correlations. */
  readonly quality: DatasetQuality
  /** Null for data sets stored before lineage was kept. */
  readonly lineage: DatasetLineage | null
}

/** Names one import or download that is under way; made by whoever starts it (any text that is unique). */
export type TaskId = string

/** How far an import or a download has come, several times a second, and how it ended. `remainingSeconds` is null while nobody can tell. */
export type DatasetProgress =
  | {
      readonly type: 'progress'
      readonly task: TaskId
      /** `download`: fetching files; `inspect`: first look at all of them; `store`: reading them into the workspace. */
      readonly stage: 'download' | 'inspect' | 'store'
      /** The file that is fetched; empty in other stages. */
      readonly file: string
      readonly bytes: number
      /** Null where a server does not tell. */
      readonly totalBytes: number | null
      /** Samples stored so far. */
      readonly rows: number
      readonly remainingSeconds: number | null
    }
  | { readonly type: 'ended'; readonly task: TaskId; readonly reason: 'stored' | 'cancelled' | 'failed' }

/** A well-known data set that can be fetched by name. */
export interface CatalogueEntry {
  readonly name: string
  readonly title: Text
  readonly doc: Text
  readonly reference: string
  readonly task: DatasetTask
  readonly sampleCount: number
  readonly inputShape: Shape
  readonly classCount: number | null
  /** What is fetched, and from where; mirrors in the order they are tried. */
  readonly files: readonly { readonly name: string; readonly addresses: readonly string[]; /** How the file is checked: by a known checksum, or by what it holds. */ readonly verification: 'checksum' | 'structure' }[]
  /** Where files that were fetched by hand are looked for. */
  readonly folder: string
  /** The stored data set, when it has been fetched and is still there. */
  readonly storedAs: DatasetId | null
}

/**
 * A file by path (desktop, command line) or by content (browser upload). A path may be a folder: everything in it is imported. The name of a
 * content is its path within the folder that was chosen (`webkitRelativePath`), since folders name classes and parts.
 */
export type FileInput = { readonly path: string; readonly name?: string } | { readonly name: string; readonly content: Uint8Array }


/** What is known of an experiment, and what the lectures would say of it. */
export interface AdvisedDescription extends ExperimentDescription {
  readonly suggestions: readonly Suggestion[]
  /** The data as far as they are known; with it the window describes what is edited without asking. */
  readonly data: DatasetDescription | null
}

/** What a spec's `augmentation` makes of its data. */
export interface AugmentationRequest {
  readonly dataset: BlockSpec
  readonly augmentation: readonly BlockSpec[]
  readonly seed: number
  readonly epochs: readonly number[]
  /** How many samples, taken from all over the data set. */
  readonly count: number
}

export interface AugmentationPreview {
  readonly classes: readonly string[] | null
  readonly original: SampleBatch
  /** The same samples in each of the epochs. */
  readonly changed: readonly SampleBatch[]
}

/** How to look into a network before it is trained. */
export interface LookOptions extends LookRequest {
  /** Tries out what would mend the troubles that are found; takes a pass or two more. */
  readonly remedies: boolean
}

/** A network as a run with its spec would begin. */
export interface LookedInside extends NetworkLook {
  /** Best first; null where they were not asked for. */
  readonly remedies: readonly Remedy[] | null
  readonly classes: readonly string[] | null
}

export interface ExampleSummary { readonly id: string; readonly name: string; readonly spec: ExperimentSpec }

/** Everything the renderer may ask of the backend. One method is one channel, e.g. `runs.start`. */
export interface Api {
  app: {
    info(): Promise<AppInfo>
    /** The first call has the engine measured, in the background; `app.speedChanged` tells when that is done. */
    speed(): Promise<MachineSpeed>
  }
  datasets: {
    list(): Promise<readonly DatasetSummary[]>
    describe(id: DatasetId): Promise<DatasetDetails>
    /** What an import would store; nothing is stored yet. Null leaves everything to be sniffed; a changed plan is read again. */
    preview(files: readonly FileInput[], plan: PartialPlan | null): Promise<ImportPreview>
    /** With a task, its progress is announced as `datasets.progressed`, and `cancel` ends it; nothing of it is left then. */
    import(files: readonly FileInput[], plan: PartialPlan | null, task?: TaskId): Promise<DatasetSummary>
    /** Ends an import or a download; its promise is rejected with an error called `CancelledError`. What was downloaded is kept for the next try. */
    cancel(task: TaskId): Promise<void>
    /** The data sets that can be fetched by name. */
    catalogue(): Promise<readonly CatalogueEntry[]>
    /** Downloads (or takes from its folder), checks and stores a data set of the catalogue. */
    fetch(name: string, task?: TaskId): Promise<DatasetSummary>
    /** Stores what a generator makes, e.g. `{ kind: 'spirals', samples: 500 }`. */
    generate(spec: BlockSpec, seed: number): Promise<DatasetSummary>
    previewGenerated(spec: BlockSpec, seed: number): Promise<SampleBatch & { readonly classes: readonly string[] | null }>
    samples(id: DatasetId, offset: number, limit: number): Promise<SampleBatch>
    /** The axes along which the inputs vary, and samples projected on them; `reconstruct` puts a sample together again. With a task, `cancel` ends it. */
    principalComponents(id: DatasetId, query: ComponentsQuery, task?: TaskId): Promise<PrincipalComponents>
    /** The samples at these positions, in this order. */
    samplesAt(id: DatasetId, indices: Int32Array): Promise<SampleBatch>
    /** The class and the given part of every sample, to filter by. */
    labels(id: DatasetId): Promise<SampleLabels>
    /** How a split would share the samples out; refused with its problems. */
    previewSplit(id: DatasetId, split: BlockSpec, seed: number): Promise<SplitPreview>
    /** What preprocessing would make of one column, fitted on the training part; refused with its problems. */
    previewPreprocessing(id: DatasetId, request: PreprocessingRequest): Promise<PreprocessingPreview>
    rename(id: DatasetId, name: string): Promise<void>
    /** To the trash; refused with the names of the runs that need it. `restore` takes it back; `emptyTrash` frees the disk. */
    remove(id: DatasetId): Promise<void>
    restore(id: DatasetId): Promise<void>
    emptyTrash(): Promise<{ readonly freedBytes: number }>
  }
  experiments: {
    /** Shapes, counts, memory and every problem; never throws for a bad spec. */
    describe(spec: unknown): Promise<AdvisedDescription>
    examples(): Promise<readonly ExampleSummary[]>
    previewAugmentation(request: AugmentationRequest): Promise<AugmentationPreview>
    /**
     * Passes a real sample and a batch through the freshly initialized network. One look at a time: of those that wait the newest is done, and the
     * others are rejected with an error called `CancelledError`. Refused with the spec's problems.
     */
    lookInside(spec: ExperimentSpec, options: LookOptions): Promise<LookedInside>
    /** An experiment that goes on from a model file; its weights are kept in the workspace. Refused with every problem of the file. */
    importModel(request: ModelImportRequest): Promise<ImportedModel>
  }
  designs: {
    list(): Promise<readonly DesignSummary[]>
    /** What the Design page showed last. */
    opened(): Promise<{ readonly id: DesignId; readonly state: DesignState } | null>
    open(id: DesignId): Promise<DesignState>
    /** As it is edited; makes it where there is none, under an id that whoever saves has chosen. */
    save(id: DesignId, state: DesignState, summary: string): Promise<void>
    rename(id: DesignId, name: string): Promise<void>
    /** To the trash; `restore` takes it back. */
    remove(id: DesignId): Promise<void>
    restore(id: DesignId): Promise<void>
    /** Oldest first. */
    versions(id: DesignId): Promise<readonly DesignVersion[]>
    /** Without a name nothing is kept where the experiment is as in the version before. */
    keepVersion(id: DesignId, version: Pick<DesignVersion, 'name' | 'run' | 'state'>): Promise<void>
    removeVersion(version: number): Promise<void>
    /** Groups of layers to be used again, by name. */
    blocks(): Promise<readonly LayerBlock[]>
    /** In place of one with the same name. */
    saveBlock(block: LayerBlock): Promise<void>
    removeBlock(name: string): Promise<void>
  }
  runs: {
    list(): Promise<readonly RunSummary[]>
    show(id: RunId): Promise<RunDetails>
    series(request: SeriesRequest): Promise<readonly Series[]>
    /** The average is that of the whole run wherever the range begins. Refused with weights or units out of their bounds. */
    smoothed(request: SmoothRequest): Promise<readonly SmoothedSeries[]>
    /** The layers as they were measured last, of an ensemble of trained networks those of `member` (from 1), else of the last that was measured; null before the first measurement, and for runs that measure nothing. */
    layers(id: RunId, member?: number): Promise<MeasuredLayers | null>
    /** How the numbers of a layer were spread, over all measured steps. */
    histograms(id: RunId, layer: string, what: LayerNumbers): Promise<LayerHistograms>
    start(spec: ExperimentSpec): Promise<RunSummary>
    pause(id: RunId): Promise<void>
    /** Continues a paused run, or a run that was interrupted or cancelled, from its last checkpoint. */
    resume(id: RunId): Promise<void>
    /** Gives a run that trains (or is paused) other values from its next update on; refused with every problem. Resolves when its stored spec says so, with all that this changes. */
    change(id: RunId, changes: readonly AskedChange[]): Promise<readonly ChangeSpec[]>
    cancel(id: RunId): Promise<void>
    /** Moves a queued run to a position (0 = next). */
    reorder(id: RunId, position: number): Promise<void>
    update(id: RunId, change: RunChange): Promise<RunSummary>
    /** Stars or tags several runs at once. */
    mark(ids: readonly RunId[], mark: RunMark): Promise<void>
    /** To the trash; `restore` takes it back; `emptyTrash` frees the disk. */
    remove(ids: readonly RunId[]): Promise<void>
    restore(ids: readonly RunId[]): Promise<void>
    /** What is in the trash, last thrown first. */
    trash(): Promise<readonly TrashedRun[]>
    /** Deletes what is in the trash, or these of it; one that still trains stays until it has ended. */
    emptyTrash(ids?: readonly RunId[]): Promise<{ readonly freedBytes: number }>
    /** Layouts of the table of runs that were kept, by name. */
    columnSets(): Promise<readonly ColumnSet[]>
    /** In place of one with the same name. */
    saveColumnSet(set: ColumnSet): Promise<void>
    removeColumnSet(name: string): Promise<void>
    /** Comparisons that were kept, by name. */
    comparisons(): Promise<readonly SavedComparison[]>
    /** In place of one with the same name. */
    saveComparison(comparison: SavedComparison): Promise<void>
    removeComparison(name: string): Promise<void>
  }
  analysis: {
    confusion(request: ConfusionRequest): Promise<Confusion>
    mistakes(request: MistakesRequest): Promise<PredictedSamples>
    /** The same choice without the samples themselves, all of it at once: for lists and colours. */
    predictions(request: PredictionsRequest): Promise<PredictionList>
    /** What the residuals of one target say; refused for classification. */
    residuals(request: ConfusionRequest & { readonly target: number }): Promise<ResidualReport>
    /** ROC, precision–recall and calibration; refused for regression. */
    curves(request: ConfusionRequest): Promise<ClassifierCurves>
    /** Where two classifiers on the same samples differ; refused for runs on other data or another split. */
    disagreements(request: DisagreementsRequest): Promise<Disagreements>
    /** How the samples of a part were learned; null where nothing was kept of it. */
    learning(request: LearningRequest): Promise<LearningSummary | null>
    /** What a sample of the part was taken for after each epoch; null for samples of other parts, and where nothing was kept. */
    history(request: LearningRequest & { readonly sample: number }): Promise<SampleStory | null>
    /** Which parts of a sample an output rests on. */
    explain(request: ExplainRequest): Promise<Saliency>
    /** What a run's model says of samples that are no part of its data: a drawing, typed values, a file. */
    trySamples(request: TrySamplesRequest): Promise<TriedModel>
    /** What every layer makes of a sample; of an ensemble one member, the first unless given. */
    layerOutputs(request: SampleRequest): Promise<readonly LayerOutput[]>
    /** What a run says all over its one or two features; refused for other data. */
    decisionMap(request: DecisionMapRequest): Promise<PlacedDecisionMap>
    /** Draws samples in the plane by what a layer makes of them. With a task, its progress is announced as `analysis.progressed`, and `cancel` ends it. */
    embed(request: EmbeddingRequest, task?: TaskId): Promise<EmbeddingMap>
    /** Ends the drawing of a map; its promise is rejected with an error called `CancelledError`. */
    cancel(task: TaskId): Promise<void>
    /** The error around a solution, at the points that are asked for; refused for ensembles. A picture is asked for in pieces. */
    errorSurface(request: ErrorSurfaceRequest): Promise<ErrorSurface>
    /** Training samples that the network sees as most like this one. */
    neighbours(request: SampleRequest & { readonly count: number }): Promise<Neighbours>
  }
  annotations: {
    /** Tags and notes of a data set's samples. */
    list(dataset: DatasetId): Promise<readonly SampleAnnotation[]>
    /** Puts these in place of what there was, all or none; without tags and note nothing is kept. Returns what there was, so that it can be undone. */
    put(dataset: DatasetId, annotations: readonly SampleAnnotation[]): Promise<readonly SampleAnnotation[]>
  }
  exports: {
    /** The file's content, for a download. */
    create(request: ExportRequest): Promise<ExportedFile>
    /** A run, or a comparison of several. */
    report(runs: readonly RunId[], format: ReportFormat, language: Language): Promise<ExportedFile>
  }
  capsules: {
    /** Reads a capsule; nothing is trained. Refused with what is missing or changed in it. */
    open(file: FileInput): Promise<OpenedCapsule>
    /** Does the run again beside the workspace and compares; announced as `capsules.progressed`. */
    verify(file: FileInput, task: TaskId): Promise<CapsuleVerification>
    /** Ends a verification; its promise is rejected with an error called `CancelledError`. */
    cancel(task: TaskId): Promise<void>
    /** Stores the capsule's data, where it has some, and returns its experiment on them. */
    take(file: FileInput): Promise<ExperimentSpec>
  }
}

/** Everything the backend announces, after it is stored. */
export interface Announcements {
  'app.speedChanged': MachineSpeed
  'runs.changed': { readonly runs: readonly RunSummary[] }
  'runs.removed': { readonly ids: readonly RunId[] }
  /** Events of a run as they were stored, for live curves. */
  'runs.progressed': { readonly id: RunId; readonly events: readonly RunEvent[] }
  'datasets.changed': { readonly datasets: readonly DatasetSummary[] }
  'datasets.progressed': DatasetProgress
  'capsules.progressed': CapsuleProgress
  'annotations.changed': AnnotationsChange
  'analysis.progressed': EmbeddingProgress
}
