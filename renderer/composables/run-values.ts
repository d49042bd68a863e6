import type { RunId, RunSummary } from '../../electron/contract/api.ts'

/** A list where a run may have several, as tags. */
export type RunValue = string | number | boolean | readonly string[] | null | undefined
export type ValueOf = (run: RunSummary) => RunValue

/** Everything that can be asked of some runs. The same object as long as the names are the same. */
export interface RunNames {
  /** What tables show, scores (`validation.accuracy`; final ones before the latest), and hyper-parameters (`optimizer.learningRate`). */
  readonly values: ReadonlyMap<string, ValueOf>
  readonly scores: readonly string[]
  readonly hyperparameters: readonly string[]
  readonly tags: readonly string[]
}

const OWN: Readonly<Record<string, ValueOf>> = {
  name: (run) => run.name, status: (run) => run.status, data: (run) => run.datasetName, task: (run) => run.task, notes: (run) => run.notes, starred: (run) => run.starred, tag: (run) => run.tags, tags: (run) => run.tags,
  epoch: (run) => run.epoch, epochs: (run) => run.epochs, step: (run) => run.step, seconds: (run) => run.seconds, speed: (run) => run.samplesPerSecond, parameters: (run) => run.parameterCount,
  'best.value': (run) => run.best?.value, 'best.epoch': (run) => run.best?.epoch,
}
const PARTS = ['train', 'validation', 'test'] as const

/** A score by its name, the final one before the latest. */
export function scoreValue(run: RunSummary, part: (typeof PARTS)[number], name: string): number | undefined {
  return run.final[part]?.[name] ?? (part === 'test' ? undefined : run.latest[part]?.[name])
}

/** Counts how many runs have each of some words. */
function createTally() {
  const counts = new Map<string, number>()
  return {
    words: (): readonly string[] => [...counts.keys()].sort(),
    /** True when a word is new, or gone. */
    add(words: Iterable<string>, by: 1 | -1): boolean {
      let changed = false
      for (const word of words) {
        const count = (counts.get(word) ?? 0) + by
        if (count === 0) counts.delete(word)
        else counts.set(word, count)
        changed ||= count === 0 || (by === 1 && count === 1)
      }
      return changed
    },
  }
}

/** Keeps the names of a list of runs: only runs that changed since the last call are looked at, since ten thousand do not change at once. */
export function createRunNames(): (runs: readonly RunSummary[]) => RunNames {
  const known = new Map<RunId, { readonly run: RunSummary; readonly scores: string }>()
  // Runs of one experiment have the same hyper-parameters, and few kinds of runs the same scores.
  const experiments = createTally()
  const shapes = createTally()
  const [scores, hyperparameters, tags] = [createTally(), createTally(), createTally()]
  let names: RunNames | null = null

  function count({ run, scores: shape }: { readonly run: RunSummary; readonly scores: string }, by: 1 | -1): boolean {
    const isNew = [
      experiments.add([run.experiment], by) && hyperparameters.add(Object.keys(run.hyperparameters), by),
      shapes.add([shape], by) && scores.add(shape === '' ? [] : shape.split(' '), by),
      tags.add(run.tags, by),
    ]
    return isNew.includes(true)
  }

  return (runs) => {
    let changed = names === null
    for (const run of runs) {
      const before = known.get(run.id)
      if (before?.run === run) continue
      const entry = { run, scores: scoreShape(run) }
      known.set(run.id, entry)
      changed = count(entry, 1) || changed
      if (before !== undefined) changed = count(before, -1) || changed
    }
    if (known.size > runs.length) {
      const left = new Set(runs.map(({ id }) => id))
      for (const [id, entry] of known) {
        if (left.has(id)) continue
        known.delete(id)
        changed = count(entry, -1) || changed
      }
    }
    if (changed || names === null) names = namesOf(scores.words(), hyperparameters.words(), tags.words())
    return names
  }
}

/** `train.loss train.accuracy …`: the scores that a run has. */
function scoreShape({ final, latest }: RunSummary): string {
  const words: string[] = []
  for (const part of PARTS) for (const name in final[part] ?? (part === 'test' ? null : latest[part])) words.push(`${part}.${name}`)
  return words.join(' ')
}

function namesOf(scores: readonly string[], hyperparameters: readonly string[], tags: readonly string[]): RunNames {
  const values = new Map(Object.entries(OWN))
  for (const score of scores) {
    const [part, name] = score.split('.') as [(typeof PARTS)[number], string]
    values.set(score, (run) => scoreValue(run, part, name))
  }
  const settings = hyperparameters.filter((name) => !values.has(name))
  for (const name of settings) values.set(name, (run) => run.hyperparameters[name])
  return { values, scores, hyperparameters: settings, tags }
}
