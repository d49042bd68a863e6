import type { ExperimentSpec, Issue, OutputSpec } from '../../../core/index.ts'

/** One more output, with the first one's loss: of the last layer that is none yet. Null where every layer is one. */
export function newOutput(spec: ExperimentSpec): OutputSpec | null {
  const taken = new Set(spec.outputs.map(({ from }) => from))
  const free = spec.network.layers.findLast(({ id }) => id !== undefined && !taken.has(id))?.id
  const loss = spec.outputs[0]?.loss
  return free === undefined || loss === undefined ? null : { from: free, loss }
}

/** The output predicting a target column or not; in the data's order, and without a list where it predicts all of them. */
export function withTarget(output: OutputSpec, name: string, predicted: boolean, all: readonly string[]): OutputSpec {
  const now = new Set(output.targets ?? all)
  if (predicted) now.add(name)
  else now.delete(name)
  const { targets: _old, ...rest } = output
  return now.size === all.length ? rest : { ...rest, targets: all.filter((target) => now.has(target)) }
}

/** Problems of an output that no field of its loss shows. */
export const issuesOfOutput = (issues: readonly Issue[], position: number): readonly Issue[] =>
  issues.filter(({ path }) => path === `outputs[${position}]` || new RegExp(`^outputs\\[${position}\\]\\.(from|weight|targets)`).test(path))
