import type { ExperimentSpec } from '../../core/index.ts'
import { EXIT, type Command } from './command.ts'
import { followRun } from './follow-run.ts'
import { applyOverrides } from './overrides.ts'
import { SET, THREADS, threadsOf } from './run-commands.ts'
import { formatTable } from './table.ts'
import { UsageError } from './usage-error.ts'

export const galleryList: Command = {
  name: 'gallery list',
  operands: [],
  doc: 'Lists the experiments that come with Descent.',
  options: {},
  async run({ open, output }) {
    const examples = await (await open('read')).api.experiments.examples()
    output.result(examples, () => `${formatTable([['id', 'name', 'data'], ...examples.map(({ id, name, spec }) => [id, name, spec.dataset.kind])], { header: true })}\n`)
    return EXIT.done
  },
}

export const galleryRun: Command = {
  name: 'gallery run',
  operands: ['ID'],
  doc: 'Trains one of the experiments that come with Descent.',
  options: { set: SET, threads: THREADS },
  async run(context) {
    const { operands, list } = context.invocation
    const services = await context.open('write', { startsStored: false, parallelRuns: 1, ...threadsOf(context) })
    const examples = await services.api.experiments.examples()
    const example = examples.find(({ id }) => id === operands[0])
    if (example === undefined) throw new UsageError(`the gallery has ${examples.map(({ id }) => id).join(', ')}; got ${JSON.stringify(operands[0])}`)
    const spec = applyOverrides(example.spec, list('set'))
    return followRun(context, services, async () => (await services.api.runs.start(spec as ExperimentSpec)).id)
  },
}
