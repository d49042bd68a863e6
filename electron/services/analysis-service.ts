import { confusion, findMistakes, SpecError, text, worstResiduals } from '../../core/index.ts'
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
  return {
    async confusion({ run, part, checkpoint }) {
      const { name, description: { classes } } = datasets.find(datasetOf(run))
      if (classes === null) throw new SpecError([{ path: name, expected: text('a data set with classes', 'un conjunto de datos con clases'), received: 'one for regression' }])
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
  }
}
