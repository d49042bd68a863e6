import { basename, resolve } from 'node:path'
import { formatIssue, formatShape, type ModelReport } from '../../core/index.ts'
import { EXIT, type Command } from './command.ts'
import { readSpec } from './read-spec.ts'
import { formatTable } from './table.ts'
import { UsageError } from './usage-error.ts'
import { writeOutput } from './write-output.ts'

export const importModel: Command = {
  name: 'import',
  operands: ['MODEL'],
  doc: 'Makes an experiment that goes on from a model: the network and weights of an ONNX file, or the weights of a .safetensors or .npz file for the network of another experiment.',
  options: {
    into: { kind: 'value', value: 'SPEC.json', doc: 'the experiment that gives the rest: data, optimizer, … and for weights the network' },
    rename: { kind: 'list', value: 'FROM=TO', doc: 'exchange a part of the tensors\' names: features.0=c1' },
    freeze: { kind: 'flag', doc: 'keep every imported layer as it is but the last one with weights: transfer learning' },
    output: { kind: 'value', short: 'o', value: 'FILE', doc: 'where the experiment goes, its weights beside it; otherwise MODEL.json' },
  },
  async run({ open, output, invocation }) {
    const [model] = invocation.operands as [string]
    const target = resolve(invocation.value('output') ?? `${model.replace(/\.\w+$/, '')}.json`)
    if (!target.endsWith('.json')) throw new UsageError(`--output should end in .json, got ${JSON.stringify(target)}`)
    const weights = target.replace(/\.json$/, '.weights.safetensors')
    if (weights === resolve(model)) throw new UsageError(`${weights} would be overwritten; choose another --output`)
    const from = invocation.value('into')
    const into = from === null ? null : await readSpec(from)
    const services = await open('read')
    const data = into === null ? null : (await services.api.experiments.describe(into)).data
    const { spec, report, dataset, file: imported } = await services.models.import({ path: resolve(model) }, { into, data, renames: renamesOf(invocation.list('rename')), freeze: invocation.flag('freeze') }, weights)
    const file = await writeOutput(target, new TextEncoder().encode(`${JSON.stringify({ ...spec, initialWeights: imported === null ? null : basename(imported) }, null, 2)}\n`))
    for (const note of report.notes) output.note(`note: ${note.en}`)
    const { issues } = await services.api.experiments.describe(spec)
    for (const issue of issues) output.note(`still to do: ${formatIssue(issue)}`)
    output.result({ file, weights: spec['initialWeights'], report, dataset, issues }, () => `${reportText(report)}${dataset === null ? '' : `on the stored data set ${dataset}\n`}${file}\n`)
    return EXIT.done
  },
}

const renamesOf = (given: readonly string[]): readonly (readonly [string, string])[] => given.map((text) => {
  const [from, to, ...others] = text.split('=')
  if (from === undefined || from === '' || to === undefined || others.length > 0) throw new UsageError(`--rename should be FROM=TO, got ${JSON.stringify(text)}`)
  return [from, to]
})

function reportText({ layers, matched, missing, unused }: ModelReport): string {
  const table = formatTable([['layer', 'kind', 'output', 'parameters', ''], ...layers.map(({ id, kind, outputShape, parameterCount, trainable }) => [id, kind, outputShape === null ? '?' : formatShape(outputShape), String(parameterCount), trainable ? '' : 'frozen'])], { header: true })
  const list = (words: string, names: readonly string[]): string => (names.length === 0 ? '' : `${words}: ${names.join(', ')}\n`)
  return `${table}\n${matched.length} of ${matched.length + missing.length} tensors come from the file\n${list('initialized as usual', missing)}${list('in the file alone', unused)}`
}
