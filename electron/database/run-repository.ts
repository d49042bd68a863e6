import type { Database } from 'better-sqlite3'
import { addChange, type ChangeSpec, type DatasetTask, type ExperimentSpec, type RunEvent } from '../../core/index.ts'
import type { DatasetId, RunChange, RunId, RunStatus, RunSummary, TrashedRun } from '../contract/api.ts'
import { createSetupReader, type RunSetup } from './run-setup.ts'
import { applyEvents } from './run-progress.ts'
import { readJson, toJson } from './stored-json.ts'

export interface NewRun {
  readonly id: RunId
  readonly spec: ExperimentSpec
  /** Planned, over all members of an ensemble. */
  readonly epochs: number
  readonly summary: string
  readonly datasetId: DatasetId
  readonly datasetName: string
  readonly task: DatasetTask
  readonly createdAt: number
}

interface RunRow {
  readonly id: string
  readonly name: string
  readonly status: RunStatus
  readonly message: string | null
  readonly spec: string
  readonly summary: string
  readonly created_at: number
  readonly started_at: number | null
  readonly finished_at: number | null
  readonly seconds: number
  readonly epoch: number
  readonly epochs: number
  readonly step: number
  readonly steps_per_epoch: number | null
  readonly samples_per_second: number | null
  readonly parameter_count: number | null
  readonly dataset_id: string | null
  readonly dataset_name: string
  readonly task: DatasetTask
  readonly latest: string
  readonly best: string | null
  readonly final: string
  readonly weights_sha256: string | null
  readonly colour: number
  readonly chosen_colour: number | null
  readonly position: number | null
  readonly notes: string
  readonly starred: number
  readonly tags: string
  readonly own_looks: number
  readonly looks_before: number
}

const SUMMARY_COLUMNS = `id, name, status, message, summary, created_at, started_at, finished_at, seconds, epoch, epochs, step, steps_per_epoch, samples_per_second,
  parameter_count, dataset_id, dataset_name, task, latest, best, final, weights_sha256, colour, chosen_colour, position, notes, starred, tags,
  (select count(*) from test_look where run_id = run.id) as own_looks,
  (select count(*) from test_look where test_look.dataset_id = run.dataset_id and at < run.created_at) as looks_before`

const NO_SCORES = JSON.stringify({ train: null, validation: null })
const NO_FINAL = JSON.stringify({ train: null, validation: null, test: null })

/** Setups read ahead at once: about 20 ms. */
const AHEAD = 500

/** Runs and their summaries. `seconds` and statuses are the service's to say; what events tell is folded in here. */
export interface RunRepository {
  create(run: NewRun): RunSummary
  /** Outside the trash, newest first. */
  list(): readonly RunSummary[]
  /** Reads what `list` will need, a little at each step. */
  readAhead(): Iterator<void>
  /** Also in the trash; null for an unknown id. */
  find(id: RunId): RunSummary | null
  spec(id: RunId): ExperimentSpec
  /** Folds events into the summary. */
  progress(id: RunId, events: readonly RunEvent[], at: number, seconds: number): void
  /** Adds to what the spec changes while it trains; the same spec then gives the same weights. */
  change(id: RunId, changes: readonly ChangeSpec[]): void
  setStatus(id: RunId, status: RunStatus, message?: string | null, finishedAt?: number | null): void
  withStatus(...statuses: readonly RunStatus[]): readonly RunId[]
  update(id: RunId, change: RunChange): void
  /** Queued runs outside the trash, next first. */
  queue(): readonly RunId[]
  setQueue(ids: readonly RunId[]): void
  trash(id: RunId, at: number): void
  restore(id: RunId): void
  trashed(): readonly RunId[]
  /** Last thrown first, with what they take: checkpoints, curves and events. */
  trashContents(): readonly TrashedRun[]
  isTrashed(id: RunId): boolean
  delete(id: RunId): void
  /** Names of the runs that need a data set, those in the trash included. */
  namesUsing(dataset: DatasetId): readonly string[]
}

export function createRunRepository(database: Database): RunRepository {
  const insert = database.prepare(`insert into run (id, name, status, spec, summary, created_at, epochs, dataset_id, dataset_name, task, latest, final, colour)
    values (?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, '${NO_SCORES}', '${NO_FINAL}', (select coalesce(max(colour), -1) + 1 from run))`)
  const one = database.prepare<[string], RunRow>(`select ${SUMMARY_COLUMNS} from run where id = ?`)
  const all = database.prepare<[], RunRow>(`select ${SUMMARY_COLUMNS} from run where trashed_at is null order by created_at desc, rowid desc`)
  const ids = database.prepare<[], RunId>('select id from run where trashed_at is null').pluck()
  const specOf = database.prepare<[string], string>('select spec from run where id = ?').pluck()
  const saveProgress = database.prepare(`update run set started_at = ?, finished_at = ?, seconds = ?, epoch = ?, step = ?, steps_per_epoch = ?, samples_per_second = ?,
    parameter_count = ?, latest = ?, best = ?, final = ?, weights_sha256 = ?, status = ?, message = ? where id = ?`)
  const saveSpec = database.prepare('update run set spec = ? where id = ?')
  const saveEpochs = database.prepare('update run set epochs = ? where id = ?')
  const saveStatus = database.prepare(`update run set status = ?, message = ?, finished_at = ?, position = null where id = ?`)
  const withAnyStatus = database.prepare<[string], string>('select id from run where status in (select value from json_each(?)) order by created_at, rowid').pluck()
  const queued = database.prepare<[], string>(`select id from run where status = 'queued' and trashed_at is null order by position is null, position, created_at, rowid`).pluck()
  const setPosition = database.prepare('update run set position = ? where id = ?')
  const setTrashed = database.prepare('update run set trashed_at = ? where id = ?')
  const trashWithBytes = database.prepare<[], RunRow & { readonly trashed_at: number; readonly bytes: number }>(`select ${SUMMARY_COLUMNS}, trashed_at,
    (select coalesce(sum(bytes), 0) from checkpoint where run_id = run.id)
      + (select coalesce(sum(length("values") + length(extremes) + 64), 0) from series_chunk where run_id = run.id)
      + (select coalesce(sum(length(event) + 32), 0) from run_event where run_id = run.id)
      + (select coalesce(sum(length(predicted) + 32), 0) from epoch_prediction where run_id = run.id)
      + (select coalesce(sum(length(counts) + 48), 0) from layer_histogram where run_id = run.id) as bytes
    from run where trashed_at is not null order by trashed_at desc, rowid desc`)
  const inTrash = database.prepare<[], string>('select id from run where trashed_at is not null').pluck()
  const trashedAt = database.prepare<[string], number | null>('select trashed_at from run where id = ?').pluck()
  const remove = database.prepare('delete from run where id = ?')
  const using = database.prepare<[string], string>('select name from run where dataset_id = ? order by created_at').pluck()

  const EXPERIMENT = `json_remove(spec, '$.seed', '$.name') as experiment, json_extract(spec, '$.seed') as seed`
  const experimentOf = database.prepare<[string], { experiment: string; seed: number }>(`select ${EXPERIMENT} from run where id = ?`)
  const experimentsOf = database.prepare<[string], { id: RunId; experiment: string; seed: number }>(`select id, ${EXPERIMENT} from run where id in (select value from json_each(?))`)

  // Specs seldom change, and progress asks for the summary many times a second.
  const setups = new Map<RunId, RunSetup>()
  const readSetup = createSetupReader()
  const setupOf = (id: RunId): RunSetup => {
    const known = setups.get(id)
    if (known !== undefined) return known
    const { experiment, seed } = experimentOf.get(id)!
    const setup = readSetup(experiment, seed)
    setups.set(id, setup)
    return setup
  }
  /** Reads the setups of many runs at once, where one by one would take three times as long. */
  const readSetups = (ids: readonly RunId[]): void => {
    for (const { id, experiment, seed } of experimentsOf.iterate(JSON.stringify(ids))) setups.set(id, readSetup(experiment, seed))
  }
  // Specs that were stored before there were ensembles are single networks.
  const readSpec = (id: RunId): ExperimentSpec => ({ ensemble: null, ...(JSON.parse(specOf.get(id)!) as Omit<ExperimentSpec, 'ensemble'>) })
  const find = (id: RunId): RunSummary | null => {
    const row = one.get(id)
    return row === undefined ? null : summaryOf(row, setupOf(id))
  }
  return {
    create(run) {
      insert.run(run.id, run.spec.name, JSON.stringify(run.spec), run.summary, run.createdAt, run.epochs, run.datasetId, run.datasetName, run.task)
      return find(run.id)!
    },
    *readAhead() {
      const unread = ids.all().filter((id) => !setups.has(id))
      for (let from = 0; from < unread.length; from += AHEAD) {
        readSetups(unread.slice(from, from + AHEAD))
        yield
      }
    },
    list() {
      const rows = all.all()
      readSetups(rows.filter(({ id }) => !setups.has(id)).map(({ id }) => id))
      return rows.map((row) => summaryOf(row, setupOf(row.id)))
    },
    find,
    spec: readSpec,
    progress(id, events, at, seconds) {
      const before = find(id)
      if (before === null) return
      const { startedAt, finishedAt, epoch, step, stepsPerEpoch, samplesPerSecond, parameterCount, latest, best, final, weightsSha256, status, message } =
        applyEvents(before, events, at)
      saveProgress.run(startedAt, finishedAt, seconds, epoch, step, stepsPerEpoch, samplesPerSecond, parameterCount, toJson(latest), best && toJson(best), toJson(final), weightsSha256, status, message, id)
    },
    change(id, changes) {
      const spec = readSpec(id)
      saveSpec.run(JSON.stringify({ ...spec, changes: changes.reduce(addChange, spec.changes ?? []) }), id)
      setups.delete(id)
      for (const { path, value } of changes) if (path === 'stop.epochs') saveEpochs.run(value, id)
    },
    setStatus: (id, status, message = null, finishedAt = null) => void saveStatus.run(status, message, finishedAt, id),
    withStatus: (...statuses) => withAnyStatus.all(JSON.stringify(statuses)),
    update(id, change) {
      const columns = { name: change.name, notes: change.notes, starred: change.starred === undefined ? undefined : Number(change.starred), tags: change.tags && JSON.stringify(change.tags), chosen_colour: change.colour }
      for (const [column, value] of Object.entries(columns)) {
        if (value !== undefined) database.prepare(`update run set ${column} = ? where id = ?`).run(value, id)
      }
    },
    queue: () => queued.all(),
    setQueue: (ids) => ids.forEach((id, position) => setPosition.run(position, id)),
    trash: (id, at) => void setTrashed.run(at, id),
    restore: (id) => void setTrashed.run(null, id),
    trashed: () => inTrash.all(),
    trashContents: () => trashWithBytes.all().map((row) => ({ run: summaryOf(row, setupOf(row.id)), trashedAt: row.trashed_at, bytes: row.bytes })),
    isTrashed: (id) => trashedAt.get(id) != null,
    delete(id) {
      setups.delete(id)
      remove.run(id)
    },
    namesUsing: (dataset) => using.all(dataset),
  }
}

const summaryOf = (row: RunRow, { experiment, hyperparameters }: RunSetup): RunSummary => ({
  id: row.id,
  name: row.name,
  status: row.status,
  message: row.message,
  createdAt: row.created_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  seconds: row.seconds,
  epoch: row.epoch,
  epochs: row.epochs,
  step: row.step,
  stepsPerEpoch: row.steps_per_epoch,
  samplesPerSecond: row.samples_per_second,
  parameterCount: row.parameter_count,
  datasetId: row.dataset_id,
  datasetName: row.dataset_name,
  task: row.task,
  summary: row.summary,
  latest: readJson(row.latest),
  best: row.best === null ? null : readJson(row.best),
  final: readJson(row.final),
  weightsSha256: row.weights_sha256,
  colour: row.chosen_colour ?? row.colour,
  chosenColour: row.chosen_colour,
  queuePosition: row.status === 'queued' ? row.position : null,
  notes: row.notes,
  starred: row.starred === 1,
  tags: JSON.parse(row.tags) as string[],
  experiment,
  hyperparameters,
  testLooks: { own: row.own_looks, before: row.looks_before },
})
