import type { ResolvedExperiment } from '../../experiment/resolve-experiment.ts'
import { encodeUtf8 } from '../../formats/utf8.ts'
import { formatShape, sizeOf } from '../../math/shape.ts'
import { DATA_INPUT } from '../../network/read-layer-names.ts'
import { targetScaleOf } from '../../preprocessing/target-scale.ts'
import { formatCount } from '../../schema/count-text.ts'
import { SpecError, type Issue } from '../../schema/issue.ts'
import { text } from '../../schema/text.ts'
import type { ModelMember, TrainedModel } from '../../trainer/trained-model.ts'
import { preparationOf, type ShapedStep } from '../preparation.ts'
import type { Naming } from '../pytorch/write-pytorch.ts'
import { averagesActivated, readingOf, type Reading } from '../reading.ts'
import { RANDOM_PASSES, refusal, UNKNOWN } from '../refusal.ts'
import { logisticInPlace, softmaxRows, sourceActivations } from './activations.ts'
import { cHeader } from './c-header.ts'
import { SOURCE_LAYERS } from './layers.ts'
import { createSourceWriter, type SourceLanguage, type SourceText, type SourceValue, type SourceWriter } from './source-writer.ts'
import { typescriptModule } from './typescript-module.ts'

/** Numbers stand in the text one by one: more make a file that compilers and people choke on. */
export const MOST_SOURCE_NUMBERS = 250_000

const FORMATS: Readonly<Record<SourceLanguage, string>> = { c: 'C', typescript: 'TypeScript' }

/** A program, and what it says of itself. */
export interface SourceProgram extends SourceText {
  readonly naming: Naming
  readonly inputSize: number
  readonly inputShape: readonly number[]
  readonly outputs: readonly { readonly name: string; readonly width: number }[]
  readonly classes: readonly string[] | null
  readonly targetNames: readonly string[]
}

/** A trained model as a C header (C99, nothing but math.h): raw samples in, predictions out. Throws SpecError for models that are too large or that it cannot write. */
export const writeCHeader = (experiment: ResolvedExperiment, model: TrainedModel, naming: Naming): Uint8Array => encodeUtf8(cHeader(sourceProgram(experiment, model, naming, 'c')))

/** The same as a TypeScript module that imports nothing. */
export const writeTypescript = (experiment: ResolvedExperiment, model: TrainedModel, naming: Naming): Uint8Array => encodeUtf8(typescriptModule(sourceProgram(experiment, model, naming, 'typescript')))

/** What names in the programs must not be. */
const RESERVED = [
  'input', 'output', 'memory', 'x', 'y', 'z', 'i', 'j', 'k', 'o', 'r', 'c', 's', 't', 'u', 'v', 'd', 'g', 'n', 'kr', 'kc', 'row', 'column', 'first', 'place', 'symbol', 'sum', 'most', 'mean', 'variance', 'scale', 'write', 'keep', 'show', 'erf',
  'auto', 'break', 'case', 'char', 'const', 'continue', 'default', 'do', 'double', 'else', 'enum', 'extern', 'float', 'for', 'goto', 'if', 'inline', 'int', 'long', 'register', 'restrict', 'return', 'short', 'signed', 'sizeof', 'static', 'struct',
  'switch', 'typedef', 'union', 'unsigned', 'void', 'volatile', 'while', 'catch', 'class', 'debugger', 'delete', 'export', 'extends', 'false', 'finally', 'function', 'import', 'in', 'instanceof', 'let', 'new', 'null', 'super', 'this', 'throw', 'true',
  'try', 'typeof', 'var', 'with', 'yield', 'await', 'Math', 'Number', 'Float32Array', 'RangeError', 'isnan', 'exp', 'log', 'main', 'classes', 'targets', 'inputSize', 'outputSize', 'predict', 'undefined', 'arguments', 'eval',
  'y0', 'y1', 'j0', 'j1', 'jn', 'yn', 'gamma', 'index', 'remove', 'signal', 'div', 'time', 'clock', 'exit', 'free', 'stdin', 'stdout', 'stderr', 'NAN', 'INFINITY',
]

function sourceProgram(experiment: ResolvedExperiment, { members, average, passes, transforms }: TrainedModel, naming: Naming, language: SourceLanguage): SourceProgram {
  const format = FORMATS[language]
  const issues: Issue[] = []
  const count = members.reduce((sum, { tensors }) => sum + [...tensors.values()].reduce((part, { data }) => part + data.length, 0), 0)
  if (count > MOST_SOURCE_NUMBERS) {
    issues.push({
      path: experiment.name, expected: text(`at most ${formatCount(MOST_SOURCE_NUMBERS)} numbers in a ${format} file`, `como mucho ${formatCount(MOST_SOURCE_NUMBERS, 'es')} números en un fichero de ${format}`), received: formatCount(count),
      fix: text('use ONNX', 'use ONNX'),
    })
  }
  if (members.some(({ tensors }) => [...tensors.values()].some(({ data }) => !data.every(Number.isFinite)))) {
    issues.push({ path: experiment.name, expected: text(`weights that are finite: ${format} has no others in its text`, `pesos finitos: ${format} no tiene otros en su texto`), received: 'NaN or infinite ones' })
  }
  if (passes !== null) issues.push(refusal('ensemble', experiment.ensemble!.kind, format, RANDOM_PASSES))
  const w = createSourceWriter(language, RESERVED)
  const steps = preparationOf(experiment, transforms, format, issues)
  const { inputShape, classes, targetNames } = experiment.data
  if (issues.length > 0) throw new SpecError(issues)
  const prepared = steps.reduce((x, step) => writeStep(w, x, step), { name: 'input', shape: inputShape } as SourceValue)
  const networks = members.map((member, index) => writeNetwork(w, member, prepared, members.length === 1 ? '' : `member${index}_`, format, issues))
  let start = 0
  const outputs = issues.length > 0 ? [] : members[0].experiment.outputs.flatMap((output, index) => {
    const raw = networks.map((values) => values.get(output.from)!)
    const reading = readingOf(output, sizeOf(raw[0].shape), experiment.data, targetScaleOf(transforms))
    if (reading === null) {
      issues.push(refusal(`outputs[${index}].loss`, output.loss.kind, format, UNKNOWN))
      return []
    }
    writeReading(w, raw, reading, average, start, output.from)
    start += reading.width
    return [{ name: output.from, width: reading.width }]
  })
  if (issues.length > 0) throw new SpecError(issues)
  return { ...w.finish(), naming, inputSize: sizeOf(inputShape), inputShape, outputs, classes, targetNames }
}

function writeStep(w: SourceWriter, x: SourceValue, step: ShapedStep): SourceValue {
  w.step(`${step.kind}`)
  const y = w.create(step.kind, step.outputShape)
  const read = w.read(x)
  const beside = (name: string, values: Float64Array): string => (values.length === 1 ? w.number(values[0]) : `${w.constant(`${step.kind}_${name}`, Float32Array.from(values))}[i]`)
  switch (step.type) {
    case 'fill': {
      const fill = beside('fill', step.values)
      w.loop('i', sizeOf(x.shape), () => w.line(`${y.name}[i] = ${w.isMissing(`${read}[i]`)} ? ${fill} : ${read}[i]`))
      return y
    }
    case 'affine': {
      const [offset, scale] = [beside('offset', step.offset), beside('scale', step.scale)]
      w.loop('i', sizeOf(x.shape), () => w.line(`${y.name}[i] = (${read}[i] - ${offset}) * ${scale}${step.shift === 0 ? '' : ` + ${w.number(step.shift)}`}`))
      return y
    }
    case 'project': {
      const features = step.offset.length
      const [offset, matrix] = [w.constant(`${step.kind}_offset`, Float32Array.from(step.offset)), w.constant(`${step.kind}_matrix`, Float32Array.from(step.matrix))]
      w.loop('o', step.matrix.length / features, () => {
        w.real('z', w.number(0))
        w.loop('i', features, () => w.line(`z += ${matrix}[o * ${features} + i] * (${read}[i] - ${offset}[i])`))
        w.line(`${y.name}[o] = z`)
      })
      return y
    }
  }
}

function writeNetwork(w: SourceWriter, { experiment: { network }, tensors }: ModelMember, input: SourceValue, prefix: string, format: string, issues: Issue[]): ReadonlyMap<string, SourceValue> {
  const values = new Map<string, SourceValue>([[DATA_INPUT, input]])
  const constants = new Map<string, string>()
  for (const { id, index, inputs, resolved: { kind, hyperparameters }, sharesWith, inputShape, outputShape, buffers } of network.layers) {
    const path = `network.layers[${index}]`
    const write = SOURCE_LAYERS[kind]
    const { activation, function: own } = hyperparameters as { activation?: { kind: string }; function?: { kind: string } }
    const unknown = [write === undefined ? kind : null, ...[activation, own].map((given) => (given === undefined || sourceActivations.includes(given.kind) ? null : given.kind))].find((name) => name !== null)
    if (unknown !== undefined && unknown !== null) {
      issues.push(refusal(path, unknown, format, UNKNOWN))
      values.set(id, { name: 'input', shape: outputShape })
      continue
    }
    const stored = (name: string) => tensors.get(`${buffers.some((buffer) => buffer.name === name) ? id : (sharesWith ?? id)}.${name}`)
    const read = inputs.map((from) => values.get(from)!)
    w.step(`${prefix}${id}: ${kind} → ${formatShape(outputShape)}`)
    values.set(id, write({
      w, hyperparameters, inputs: read, x: read[0], inputShape, outputShape,
      tensor(name) {
        const tensor = stored(name)
        if (tensor === undefined) return null
        const key = `${sharesWith ?? id}.${name}`
        const known = constants.get(key) ?? w.constant(`${prefix}${sharesWith ?? id}_${name}`, tensor.data)
        constants.set(key, known)
        return known
      },
      values: (name) => stored(name)?.data ?? null,
      constant: (name, numbers) => w.constant(`${prefix}${id}_${name}`, numbers),
      create: (shape, name) => w.create(`${prefix}${id}${name === undefined ? '' : `_${name}`}`, shape),
    }))
  }
  return values
}

/** Writes what people read to `output` from `start` on. */
function writeReading(w: SourceWriter, raw: readonly SourceValue[], reading: Reading, average: TrainedModel['average'], start: number, from: string): void {
  const { activation, affine, pair } = reading
  w.step(`what is read of ${from}`)
  const size = sizeOf(raw[0].shape)
  const y = w.create(`${from}_read`, [size])
  const activate = (name: string): void => {
    if (activation === 'softmax') softmaxRows(w, name, [size], 1, false)
    else if (activation === 'logistic') logisticInPlace(w, name, size)
  }
  const names = raw.map((value) => w.read(value))
  const isFirst = raw.length > 1 && averagesActivated(reading, average)
  if (isFirst) {
    const own = w.create(`${from}_member`, [size])
    w.loop('i', size, () => w.line(`${y.name}[i] = ${w.number(0)}`))
    for (const name of names) {
      w.loop('i', size, () => w.line(`${own.name}[i] = ${name}[i]`))
      activate(own.name)
      w.loop('i', size, () => w.line(`${y.name}[i] += ${own.name}[i] / ${w.number(raw.length)}`))
    }
  } else {
    w.loop('i', size, () => w.line(`${y.name}[i] = ${raw.length === 1 ? `${names[0]}[i]` : `(${names.map((name) => `${name}[i]`).join(' + ')}) / ${w.number(raw.length)}`}`))
    activate(y.name)
  }
  const place = (index: string): string => `output[${start === 0 ? index : `${start} + ${index}`}]`
  const beside = (name: string, values: Float64Array): string => (values.length === 1 ? w.number(values[0]) : `${w.constant(`${from}_${name}`, Float32Array.from(values))}[i]`)
  const [scale, shift] = affine === null ? ['', ''] : [beside('unit', affine.scale), beside('origin', affine.shift)]
  const scaled = (z: string): string => (affine === null ? z : `${z} * ${scale} + ${shift}`)
  if (pair) {
    w.line(`${place('1')} = ${scaled(`${y.name}[0]`)}`)
    w.line(`${place('0')} = ${w.number(1)} - ${place('1')}`)
  } else {
    w.loop('i', size, () => w.line(`${place('i')} = ${scaled(`${y.name}[i]`)}`))
  }
}
