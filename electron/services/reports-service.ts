import { describeExperiment, type Language } from '../../core/index.ts'
import type { Api, ReportFormat, RunId } from '../contract/api.ts'
import type { RunRepository } from '../database/run-repository.ts'
import type { SeriesRepository } from '../database/series-repository.ts'
import type { DatasetsService } from './datasets-service.ts'
import { noSuchRun } from './not-found.ts'
import { writeReport, type ReportedRun } from './report/write-report.ts'

/** Writes reports of runs. */
export interface ReportsService {
  write(runs: readonly RunId[], format: ReportFormat, language: Language): Promise<string>
}

export interface ReportsOptions {
  readonly runs: RunRepository
  readonly series: SeriesRepository
  readonly datasets: DatasetsService
  readonly curves: Api['runs']['series']
  /** Of this program. */
  readonly version: string
}

/** Wider than a chart is on any screen. */
const POINTS = 800

export function createReportsService({ runs, series, datasets, curves, version }: ReportsOptions): ReportsService {
  async function reported(id: RunId): Promise<ReportedRun> {
    const run = runs.find(id)
    if (run === null) throw noSuchRun(id)
    const spec = runs.spec(id)
    const data = run.datasetId === null ? null : datasets.find(run.datasetId).description
    const names = series.names(id).filter((name) => /^(train|validation)\/[^/]+$/.test(name))
    return { run, spec, data, description: describeExperiment(spec, data), series: await curves({ runs: [id], names, maximumPoints: POINTS }) }
  }

  return {
    write: async (ids, format, language) => writeReport(await Promise.all(ids.map(reported)), { format, language, version }),
  }
}
