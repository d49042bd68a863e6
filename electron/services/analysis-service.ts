import { classifierCurves, confusion, findDisagreements, findMistakes, SpecError, text, worstResiduals, type SplitPart } from '../../core/index.ts'
import type { Api, RunId } from '../contract/api.ts'
import type { RunRepository } from '../database/run-repository.ts'
import type { DatasetsService } from './datasets-service.ts'
import { noSuchRun } from './not-found.ts'
import type { TaskWorkers } from './task-worker.ts'
import type { TrainedRuns } from './trained-runs.ts'

export function createAnalysisService(runs: RunRepository, datasets: DatasetsService, trained: TrainedRuns, tasks: TaskWorkers): Api['analysis'] {
  const datasetOf = (run: RunId): string => {
    const found = runs.find(run)
    if (found === null) throw noSuchRun(run)
    return found.datasetId ?? ''
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
  return {
    async confusion({ run, part, checkpoint }) {
      const classes = classesOf(run)
      const predictions = await trained.predictions(run, part, checkpoint)
      const { counts, errors } = confusion(predictions.outputs, predictions, classes.length)
      return { classes, counts, sampleCount: predictions.sampleCount, errors, scores: predictions.scores ?? {} }
    },
    async mistakes({ run, part, checkpoint, ...query }) {
      const dataset = datasetOf(run)
      const predictions = await trained.predictions(run, part, checkpoint)
      const isClassification = datasets.find(dataset).description.task === 'classification'
      const page = isClassification ? findMistakes(predictions.outputs, predictions, query, predictions.uncertainty) : worstResiduals(predictions.outputs, predictions, query, predictions.uncertainty)
      const samples = await tasks.ask('samples', { file: datasets.pathOf(dataset), indices: page.indices })
      return { total: page.total, samples, outputs: page.outputs, losses: page.losses, uncertainty: page.uncertainty }
    },
    async curves({ run, part, checkpoint }) {
      const classes = classesOf(run)
      const predictions = await trained.predictions(run, part, checkpoint)
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
    layerOutputs: ({ run, checkpoint, sample }) => tasks.ask('layer-outputs', { ...trained.request(run, checkpoint), sample }, 'models'),
    decisionMap: ({ run, checkpoint, ...question }) => tasks.ask('decision-map', { ...trained.request(run, checkpoint), ...question }, 'models'),
    neighbours: ({ run, checkpoint, ...question }) => tasks.ask('neighbours', { ...trained.request(run, checkpoint), ...question }, 'models'),
  }
}
