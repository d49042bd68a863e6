import { liveFields, withChange } from '../experiment/live-changes.ts'
import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { ChangeSpec } from '../experiment/spec.ts'
import type { RunEvent } from './events.ts'

/** A value that somebody wants to be another, from the next update on. */
export type AskedChange = Pick<ChangeSpec, 'path' | 'value'>

/** An experiment whose values change while it trains, by its spec or because somebody asks for it. */
export interface ExperimentInForce {
  /** With every change made so far. */
  readonly current: ResolvedExperiment
  /** Makes the changes that hold after `step`; null where there are none. */
  take(step: number): Extract<RunEvent, { type: 'changed' }> | null
}

/** `begun` is the last step done: what its spec changes before is in force already, what it changes there is not. */
export function createExperimentInForce(experiment: ResolvedExperiment, { begun, stepsPerEpoch }: { readonly begun: number; readonly stepsPerEpoch: number }, ask: () => readonly AskedChange[]): ExperimentInForce {
  const { changes } = experiment
  let current = experiment
  let made = 0
  while (made < changes.length && changes[made].step < begun) change(changes[made++], changes[made - 1].step)

  function change(asked: AskedChange, step: number): { readonly path: string; readonly from: ChangeSpec['value']; readonly to: ChangeSpec['value'] } {
    const to = reachable(asked, step)
    const from = valueAt(current, asked.path)
    current = withChange(current, { path: asked.path, value: to })
    return { path: asked.path, from, to }
  }

  /** What is under way ends: no run is shorter than it has become. */
  function reachable({ path, value }: AskedChange, step: number): ChangeSpec['value'] {
    if (path === 'stop.epochs') return Math.max(Number(value), Math.floor(step / stepsPerEpoch) + 1)
    return path === 'stop.steps' ? Math.max(Number(value), step + 1) : value
  }

  return {
    get current() { return current },
    take(step) {
      const asked = ask()
      const first = made
      while (made < changes.length && changes[made].step <= step) made++
      if (made === first && asked.length === 0) return null
      const list = [...changes.slice(first, made), ...asked]
      return { type: 'changed', step, epoch: Math.floor(step / stepsPerEpoch), changes: list.map((asked) => change(asked, step)) }
    },
  }
}

function valueAt(experiment: ResolvedExperiment, path: string): ChangeSpec['value'] {
  return liveFields(experiment).find((field) => field.path === path)!.value as ChangeSpec['value']
}
