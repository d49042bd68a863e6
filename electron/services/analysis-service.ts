import { classifierCurves, confusion, findDisagreements, findMistakes, isHistoryOrder, residualReport, SpecError, text, worstResiduals, type Paging, type SplitPart } from '../../core/index.ts'
import type { SurfaceKind } from '../../core/worker/protocol.ts'
import type { AnnotationRepository } from '../database/annotation-repository.ts'
import type { Api, ErrorSurfaceRequest, PredictionList, PredictionsRequest, RunId, SampleChoice } from '../contract/api.ts'
import type { PredictionRepository } from '../database/prediction-repository.ts'
import type { RunRepository } from '../database/run-repository.ts'
import type { Announcer } from './announcer.ts'
import type { DatasetsService } from './datasets-service.ts'
import { createEmbeddings } from './embeddings.ts'
import { noSuchRun } from './not-found.ts'
import { createSampleStories } from './sample-stories.ts'
import type { TaskWorkers } from './task-worker.ts'
import type { TrainedRuns } from './trained-runs.ts'

export function createAnalysisService(runs: RunRepository, datasets: DatasetsService, trained: TrainedRuns, tasks: TaskWorkers, annotations: AnnotationRepository, kept: PredictionRepository, announcer: Announcer): Api['analysis'] {
  const { learningOf, ...stories } = createSampleStories(kept, trained)
  const datasetOf = (run: RunId): string => {
    const found = runs.find(run)
    if (found === null) throw noSuchRun(run)
    return found.datasetId ?? ''
  }
  /** Positions in the data set that a choice names. */
  function chosenOf(dataset: string, choice: SampleChoice | undefined): ReadonlySet<number> | undefined {
    if (choice === undefined) return undefined
    if ('samples' in choice) return new Set(choice.samples)
    return new Set(annotations.list(dataset).filter(({ tags, note }) => ('tag' in choice ? tags.includes(choice.tag) : note !== '')).map(({ sample }) => sample))
  }
  /** A page of what is asked for, with the predictions it is taken from. */
  async function find({ run, part, checkpoint, member, among, ...query }: PredictionsRequest, paging: Paging) {
    const dataset = datasetOf(run)
    const predictions = await trained.predictions(run, part, checkpoint, member)
    const { description } = datasets.find(dataset)
    const asked = { ...query, ...paging, among: chosenOf(dataset, among) }
    const learning = isHistoryOrder(query.order) ? learningOf({ run, part, member }, predictions) : null
    const page = description.task === 'classification' ? findMistakes(predictions.outputs, predictions, asked, predictions.uncertainty, learning) : worstResiduals(predictions.outputs, predictions, asked, predictions.uncertainty, learning)
    return { dataset, description, predictions, page }
  }
  async function predictionList(request: PredictionsRequest): Promise<PredictionList> {
    const { description: { classes, targetNames }, predictions: { labels, values, sampleCount }, page } = await find(request, { offset: 0, limit: Infinity })
    const width = classes === null ? values.length / Math.max(1, sampleCount) : 1
    const targets = new Float32Array(page.positions.length * width)
    page.positions.forEach((position, row) => {
      if (classes === null) targets.set(values.subarray(position * width, (position + 1) * width), row * width)
      else targets[row] = labels[position]!
    })
    return { classes, targetNames, indices: page.indices, targets, outputs: page.outputs, losses: page.losses }
  }
  function classesOf(run: RunId): readonly string[] {
    const { name, description: { classes } } = datasets.find(datasetOf(run))
    if (classes === null) throw new SpecError([{ path: name, expected: text('a data set with classes', 'un conjunto de datos con clases'), received: 'one for regression' }])
    return classes
  }
  /** The outputs of two runs on the same samples of the same data. */
  async function pairOf([first, second]: readonly [RunId, RunId], part: SplitPart) {
    const received = (run: RunId): string => `${runs.find(run)?.name ?? run} on ${datasets.find(datasetOf(run)).name}`
    const differ = (what: string): SpecError => new SpecError([{
      path: runs.find(second)?.name ?? second, expected: text('a run on the same samples', 'un entrenamiento sobre las mismas muestras'), received: what,
      fix: text('choose two runs of one data set with the same split and seed', 'elija dos entrenamientos de un mismo conjunto con la misma partición y semilla'),
    }])
    if (datasetOf(first) !== datasetOf(second)) throw differ(received(second))
    const [one, other] = await Promise.all([trained.predictions(first, part), trained.predictions(second, part)])
    if (one.sampleCount !== other.sampleCount || one.indices.some((index, i) => index !== other.indices[i])) throw differ('another split of the data')
    return { one, other }
  }
  function surfaceOf(run: RunId, plane: ErrorSurfaceRequest['plane']): SurfaceKind {
    if (plane.kind === 'between') return { kind: 'between', checkpoint: trained.checkpoint(plane.other).path }
    if (plane.kind === 'random') return { kind: 'random' }
    const epochs = trained.keptEpochs(run)
    if (epochs.length > 0) return { kind: 'path', epochs }
    throw new SpecError([{
      path: runs.find(run)?.name ?? run, expected: text('a run that kept the weights of its epochs', 'un entrenamiento que guardó los pesos de sus épocas'), received: 'one without',
      fix: text('train it again with checkpoints.everyEpochs above 0', 'entrénelo de nuevo con checkpoints.everyEpochs mayor que 0'),
    }])
  }
  return {
    async confusion({ run, part, checkpoint, member }) {
      const classes = classesOf(run)
      const predictions = await trained.predictions(run, part, checkpoint, member)
      const { counts, errors } = confusion(predictions.outputs, predictions, classes.length)
      return { classes, counts, sampleCount: predictions.sampleCount, errors, scores: predictions.scores ?? {} }
    },
    async mistakes({ offset, limit, ...request }) {
      const { dataset, page } = await find(request, { offset, limit })
      const samples = await tasks.ask('samples', { file: datasets.pathOf(dataset), indices: page.indices })
      return { total: page.total, samples, outputs: page.outputs, losses: page.losses, uncertainty: page.uncertainty }
    },
    predictions: predictionList,
    async residuals({ run, part, checkpoint, member, target }) {
      const { name, description } = datasets.find(datasetOf(run))
      if (description.classes !== null) throw new SpecError([{ path: name, expected: text('a data set with values to predict', 'un conjunto de datos con valores que predecir'), received: 'one with classes' }])
      const { outputs, values, sampleCount } = await trained.predictions(run, part, checkpoint, member)
      const width = description.targetNames.length
      const perOutput = sampleCount === 0 ? width : outputs.length / sampleCount
      if (!Number.isInteger(target) || target < 0 || target >= width) throw new SpecError([{ path: 'target', expected: text(`a number from 0 to ${width - 1}`, `un número de 0 a ${width - 1}`), received: String(target) }])
      const column = (all: Float32Array, step: number): Float32Array => Float32Array.from({ length: sampleCount }, (_, row) => all[row * step + target] ?? NaN)
      return residualReport(column(outputs, perOutput), column(values, width))
    },
    async curves({ run, part, checkpoint, member }) {
      const classes = classesOf(run)
      const predictions = await trained.predictions(run, part, checkpoint, member)
      return classifierCurves(predictions.outputs, predictions, classes.length)
    },
    async disagreements({ runs: [first, second], part, ...query }) {
      const classes = classesOf(first)
      const { one, other } = await pairOf([first, second], part)
      const { test, page, otherOutputs } = findDisagreements(one.outputs, other.outputs, one, query)
      const samples = await tasks.ask('samples', { file: datasets.pathOf(datasetOf(first)), indices: page.indices })
      return { classes, test, page: { total: page.total, samples, outputs: page.outputs, losses: page.losses, uncertainty: null }, otherOutputs }
    },
    explain: ({ run, checkpoint, ...question }) => tasks.ask('explain', { ...trained.request(run, checkpoint), ...question }, 'models'),
    trySamples: ({ run, checkpoint, ...question }) => tasks.ask('try-samples', { ...trained.request(run, checkpoint), ...question }, 'models'),
    layerOutputs: ({ run, checkpoint, ...question }) => tasks.ask('layer-outputs', { ...trained.request(run, checkpoint), ...question }, 'models'),
    decisionMap: ({ run, checkpoint, ...question }) => tasks.ask('decision-map', { ...trained.request(run, checkpoint), ...question }, 'models'),
    ...stories,
    ...createEmbeddings(trained, tasks, announcer, predictionList),
    async errorSurface({ run, plane, ...question }) {
      if (trained.request(run).spec.ensemble != null) {
        throw new SpecError([{ path: runs.find(run)?.name ?? run, expected: text('a single network', 'una sola red'), received: 'an ensemble' }])
      }
      return tasks.ask('error-surface', { ...trained.request(run), plane: surfaceOf(run, plane), ...question }, 'surfaces')
    },
    neighbours: ({ run, checkpoint, ...question }) => tasks.ask('neighbours', { ...trained.request(run, checkpoint), ...question }, 'models'),
  }
}
