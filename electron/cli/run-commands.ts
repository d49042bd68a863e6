import type { ExperimentSpec } from '../../core/index.ts'
import { chooseNumber } from './choose.ts'
import { EXIT, type Command, type Context, type OptionDefinition } from './command.ts'
import { findRun } from './find-run.ts'
import { followRun } from './follow-run.ts'
import { readSpec } from './read-spec.ts'
import { layerRows, layerTable } from './layer-rows.ts'
import { formatNumber, formatTable } from './table.ts'

export const SET: OptionDefinition = { kind: 'list', value: 'PATH=VALUE', doc: 'change the spec: optimizer.learningRate=0.01, network.layers[0].units=64' }

export const THREADS: OptionDefinition = { kind: 'value', value: 'N', doc: 'how many threads train; results do not depend on it' }
const MOST_THREADS = 256

/** As many as asked for; nothing leaves it to the services. */
export function threadsOf({ invocation }: Context): { threads?: number } {
  const threads = chooseNumber('threads', invocation.value('threads'), 1, MOST_THREADS, 0)
  return threads === 0 ? {} : { threads }
}

export const run: Command = {
  name: 'run',
  operands: ['SPEC.json'],
  doc: 'Trains an experiment and waits for its end.',
  options: { set: SET, threads: THREADS },
  async run(context) {
    const { operands, list } = context.invocation
    const spec = await readSpec(operands[0]!, list('set'))
    const services = await context.open('write', { startsStored: false, parallelRuns: 1, ...threadsOf(context) })
    return followRun(context, services, async () => (await services.api.runs.start(spec as ExperimentSpec)).id)
  },
}

export const resume: Command = {
  name: 'resume',
  operands: ['RUN'],
  doc: 'Continues a run that was interrupted, cancelled or failed from its last checkpoint.',
  options: { threads: THREADS },
  async run(context) {
    const services = await context.open('write', { startsStored: false, parallelRuns: 1, ...threadsOf(context) })
    const { id } = await findRun(services.api, context.invocation.operands[0]!)
    return followRun(context, services, async () => {
      await services.api.runs.resume(id)
      return id
    })
  },
}

export const runs: Command = {
  name: 'runs',
  operands: [],
  doc: 'Lists the runs, newest first.',
  options: {},
  async run({ open, output }) {
    const all = await (await open('read')).api.runs.list()
    output.result(all, () => (all.length === 0 ? 'no runs\n' : `${formatTable([
      ['run', 'name', 'status', 'epochs', 'data', 'network', 'train loss', 'validation loss'],
      ...all.map((item) => [item.id, item.name, item.status, `${item.epoch}/${item.epochs}`, item.datasetName, item.summary, formatNumber(item.latest.train?.['loss']), formatNumber(item.latest.validation?.['loss'])]),
    ], { header: true })}\n`))
    return EXIT.done
  },
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)

export const show: Command = {
  name: 'show',
  operands: ['RUN'],
  doc: 'Shows a run: its spec, scores, checkpoints and events.',
  options: { layers: { kind: 'flag', doc: 'also how its layers were measured: gradients, updates, dead and saturated parts' } },
  async run({ open, output, invocation }) {
    const { api } = await open('read')
    const { id } = await findRun(api, invocation.operands[0]!)
    const details = await api.runs.show(id)
    const rows = invocation.flag('layers') ? await layerRows(api, details) : null
    output.result(rows === null ? details : { ...details, layers: rows }, () => {
      const { run: item, checkpoints, spec, rangeTest } = details
      const facts = [
        ['run', item.id], ['name', item.name], ['status', item.status], ...(item.message === null ? [] : [['message', item.message]]),
        ['network', item.summary], ['data', item.datasetName], ['epochs', `${item.epoch}/${item.epochs}`], ['steps', String(item.step)],
        ...Object.entries(item.final).flatMap(([part, scores]) => (scores === null ? [] : [[part, Object.entries(scores).map(([name, value]) => `${name} ${formatNumber(value)}`).join(', ')]])),
        ...checkpoints.map((checkpoint) => ['checkpoint', `${checkpoint.tag}, epoch ${checkpoint.epoch}, ${checkpoint.bytes} bytes`]),
        ...(rangeTest === null ? [] : [['range test', `suggested learning rate ${formatNumber(rangeTest.suggestedRate)}; loss lowest at ${formatNumber(rangeTest.lowestRate)}`]]),
        ...(item.tags.length === 0 ? [] : [['tags', item.tags.join(', ')]]),
        ...(item.testLooks.own + item.testLooks.before === 0 ? [] : [['test part', `looked at ${times(item.testLooks.own)}; the data's ${times(item.testLooks.before)} before this run was started`]]),
        ...(item.weightsSha256 === null ? [] : [['weights', item.weightsSha256]]),
      ]
      return `${formatTable(facts.map(([name, value]) => [name!, value!]))}\n\n${rows === null ? '' : `${layerTable(rows, spec.outputs.map(({ from }) => from))}\n`}${JSON.stringify(spec, null, 2)}\n`
    })
    return EXIT.done
  },
}
