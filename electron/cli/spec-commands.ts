import { CODE_FORMATS, formatIssue, formatShape, SpecError, writeCode, type ExperimentDescription } from '../../core/index.ts'
import { datasetBlock, seedOf } from '../services/experiments-service.ts'
import { choose } from './choose.ts'
import { EXIT, type Command } from './command.ts'
import { readSpec } from './read-spec.ts'
import { SET } from './run-commands.ts'
import { formatNumber, formatTable } from './table.ts'
import { writeOutput } from './write-output.ts'

export const describe: Command = {
  name: 'describe',
  operands: ['SPEC.json'],
  doc: 'Shapes, parameters, multiply-adds, memory, and every problem of an experiment.',
  options: { set: SET },
  async run({ open, output, invocation }) {
    const spec = await readSpec(invocation.operands[0]!, invocation.list('set'))
    const description = await (await open('read')).api.experiments.describe(spec)
    for (const issue of description.issues) output.note(formatIssue(issue))
    for (const note of description.notes) output.note(`note: ${note.en}`)
    for (const { suggestion, reason, source } of description.suggestions) output.note(`advice: ${suggestion.en} ${reason.en} (${source})`)
    if (description.issues.length === 0 || output.json) output.result(description, () => descriptionText(description))
    return description.issues.length === 0 ? EXIT.done : EXIT.badInput
  },
}

function descriptionText({ summary, layers, parameterCount, multiplyAdds, memoryBytes, samples, stepsPerEpoch }: ExperimentDescription): string {
  const rows = layers.map((layer) => [layer.id, layer.kind, layer.outputShape === null ? '?' : formatShape(layer.outputShape), String(layer.parameterCount), String(layer.multiplyAdds)])
  const megabytes = Object.values(memoryBytes).reduce((sum, bytes) => sum + bytes, 0) / 2 ** 20
  const counts = samples === null ? '' : `${samples.train} training, ${samples.validation} validation, ${samples.test} test samples; ${stepsPerEpoch} steps per epoch\n`
  return `${summary}\n${formatTable([['layer', 'kind', 'output', 'parameters', 'multiply-adds'], ...rows], { header: true })}\n${parameterCount} parameters, ${multiplyAdds} multiply-adds per sample, ${formatNumber(megabytes)} MB\n${counts}`
}

export const code: Command = {
  name: 'code',
  operands: ['SPEC.json'],
  doc: 'Writes an experiment\'s network as Python code, without weights.',
  options: {
    format: { kind: 'value', short: 'f', value: CODE_FORMATS.join('|'), doc: 'for which framework; otherwise PyTorch' },
    output: { kind: 'value', short: 'o', value: 'FILE', doc: 'where to; otherwise standard output' },
    set: SET,
  },
  async run({ open, output, invocation, installation }) {
    const format = choose('format', invocation.value('format'), CODE_FORMATS, 'pytorch')
    const spec = await readSpec(invocation.operands[0]!, invocation.list('set'))
    const { data } = await (await open('read')).api.experiments.describe(spec)
    const written = writeCode(spec, data, format, installation.version)
    const target = invocation.value('output')
    const file = target === null ? null : await writeOutput(target, new TextEncoder().encode(written))
    output.result({ format, file, code: written }, () => (file === null ? written : `${file}\n`))
    return EXIT.done
  },
}

/** Analytic and numeric gradients agree when they differ by less. */
const LARGEST_ERROR = 1e-6

export const check: Command = {
  name: 'check',
  operands: ['SPEC.json'],
  doc: 'Compares the gradients of an experiment with numeric ones, in float64.',
  options: { set: SET },
  async run({ open, output, invocation }) {
    const spec = await readSpec(invocation.operands[0]!, invocation.list('set'))
    const services = await open('read')
    const { issues } = await services.api.experiments.describe(spec)
    if (issues.length > 0) throw new SpecError(issues)
    const block = datasetBlock(spec)!
    const datasetFile = block.kind === 'stored' ? services.datasets.pathOf(String(block['id'])) : null
    const result = await services.tasks.once('check', { spec, block, seed: seedOf(spec), datasetFile })
    output.result(result, () => result.note !== null ? `${result.note.en}\n` : `${formatTable([['parameter', 'relative error'], ...result.layers.map(({ parameter, relativeError }) => [parameter, relativeError.toExponential(2)])], { header: true })}\nlargest ${result.maxRelativeError.toExponential(2)}\n`)
    return result.maxRelativeError < LARGEST_ERROR ? EXIT.done : EXIT.failed
  },
}
