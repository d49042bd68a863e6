import type { ResolvedOutput } from '../../experiment/read-outputs.ts'
import type { ResolvedExperiment } from '../../experiment/resolve-experiment.ts'
import type { NamedArray } from '../../formats/named-array.ts'
import { writeSafetensors } from '../../formats/safetensors.ts'
import { encodeUtf8 } from '../../formats/utf8.ts'
import { writeZip } from '../../formats/write-zip.ts'
import { sizeOf, type Shape } from '../../math/shape.ts'
import { targetScaleOf } from '../../preprocessing/target-scale.ts'
import { SpecError, type Issue } from '../../schema/issue.ts'
import type { ModelMember, TrainedModel } from '../../trainer/trained-model.ts'
import { preparationOf, shapeBeside, type ShapedStep } from '../preparation.ts'
import { indent, pythonClassName, pythonIdentifiers, pythonModuleName, pythonNumber } from '../python-text.ts'
import { averagesActivated, readingOf, type Reading } from '../reading.ts'
import { RANDOM_PASSES, refusal, UNKNOWN } from '../refusal.ts'
import { HELPER_MODULES } from './helper-modules.ts'
import { networkClass, networkCode, PYTORCH, type NetworkCode } from './network-code.ts'
import { pytorchMain } from './pytorch-main.ts'

/** What a generated file says of itself. */
export interface Naming { readonly name: string; readonly version: string }

/** A text of Python, or throws SpecError with every layer that PyTorch lacks: the network of an experiment as a module, to be trained there. */
export function pytorchCode({ network, outputs, preprocessing }: ResolvedExperiment, { name, version }: Naming): string {
  const issues: Issue[] = []
  const code = networkCode(network, outputs, issues)
  if (issues.length > 0) throw new SpecError(issues)
  const className = pythonClassName(name)
  const steps = preprocessing.map(({ kind }) => kind)
  return pythonFile([
    [`"""${docText(name)}: a network written by Descent ${version} for PyTorch 1.12 or later. Its weights start as PyTorch has them.`, ...(steps.length === 0 ? [] : ['', `In Descent its samples are preprocessed: ${steps.join(', ')}.`]), '"""'],
    imports(code, []),
    ...helpersOf([code]),
    networkClass(className, code, network, outputs),
    [
      'if __name__ == "__main__":',
      ...indent([
        `network = ${className}()`,
        'print(network)',
        'print(f"{sum(parameter.numel() for parameter in network.parameters()):,} parameters")',
      ], 1),
    ],
  ])
}

/**
 * A trained model as a ZIP of two files: a Python module that builds it, with its preprocessing and classes, and the safetensors file that it
 * reads its weights from. Throws SpecError with everything that PyTorch lacks.
 */
export function writePytorch(experiment: ResolvedExperiment, model: TrainedModel, naming: Naming): Uint8Array {
  const { code, tensors } = pytorchModel(experiment, model, naming)
  const module = pythonModuleName(naming.name)
  return writeZip([
    { name: `${module}.py`, content: encodeUtf8(code) },
    { name: `${module}.safetensors`, content: writeSafetensors({ tensors, metadata: { format: 'pt' } }) },
  ])
}

interface MemberClass { readonly className: string; readonly code: NetworkCode; readonly member: ModelMember }

/** The two files of a model. */
export function pytorchModel(experiment: ResolvedExperiment, { members, average, passes, transforms }: TrainedModel, naming: Naming): { readonly code: string; readonly tensors: readonly NamedArray[] } {
  const issues: Issue[] = []
  if (passes !== null) issues.push(refusal('ensemble', experiment.ensemble!.kind, PYTORCH, RANDOM_PASSES))
  const steps = preparationOf(experiment, transforms, PYTORCH, issues)
  const className = pythonClassName(naming.name)
  const isSingle = members.length === 1
  const classes = memberClasses(members, isSingle ? className : `${className}Member`, issues)
  const readings = readingsOf(members[0], targetScaleOf(transforms), issues)
  if (issues.length > 0) throw new SpecError(issues)
  const prepared = preparationLines(steps)
  const methods = [...prepareMethod(prepared.lines), '', ...predictMethod(readings, isSingle ? null : average)]
  const distinct = classes.filter(({ className: own }, index) => classes.findIndex((other) => other.className === own) === index)
  const file = pythonFile([
    docOf(experiment, naming, members.length),
    imports(distinct[0].code, ['json', 'struct', 'sys', 'from pathlib import Path', 'import numpy as np']),
    ...helpersOf(distinct.map(({ code }) => code)),
    ...distinct.map(({ className: own, code, member: { experiment: { network, outputs } } }) =>
      networkClass(own, isSingle ? { ...code, build: [...prepared.buffers, ...code.build] } : code, network, outputs).concat(isSingle ? ['', ...indent(methods, 1)] : [])),
    ...(isSingle ? [] : [ensembleClass(className, classes, prepared.buffers, methods)]),
    ...pytorchMain(experiment, className, readings),
  ])
  const weights = classes.flatMap(({ code, member }, index) => [...code.tensors].map(([name, own]): NamedArray => ({ name: isSingle ? name : `members.${index}.${name}`, ...member.tensors.get(own)! })))
  return { code: file, tensors: [...weights, ...prepared.tensors] }
}

/** Members of the same layers are of one class. */
function memberClasses(members: readonly ModelMember[], base: string, issues: Issue[]): readonly MemberClass[] {
  const known: MemberClass[] = []
  for (const member of members) {
    const same = known.find((other) => other.member.experiment.network === member.experiment.network)
    const count = new Set(known.map(({ className }) => className)).size
    known.push(same === undefined ? { className: count === 0 ? base : `${base}${count + 1}`, code: networkCode(member.experiment.network, member.experiment.outputs, issues), member } : { ...same, member })
  }
  return known
}

interface OutputReading extends Reading { readonly from: string; readonly flat: boolean }

function readingsOf({ experiment: { network, outputs, data } }: ModelMember, targetScale: ReturnType<typeof targetScaleOf>, issues: Issue[]): readonly OutputReading[] {
  return outputs.flatMap((output: ResolvedOutput, index): OutputReading[] => {
    const { outputShape } = network.layers.find(({ id }) => id === output.from)!
    const reading = readingOf(output, sizeOf(outputShape), data, targetScale)
    if (reading === null) issues.push(refusal(`outputs[${index}].loss`, output.loss.kind, PYTORCH, UNKNOWN))
    return reading === null ? [] : [{ ...reading, from: output.from, flat: outputShape.length === 1 }]
  })
}

interface Prepared { readonly lines: readonly string[]; readonly buffers: readonly string[]; readonly tensors: readonly NamedArray[] }

/** Single numbers stand in the text; lists are buffers, saved beside the weights. */
function preparationLines(steps: readonly ShapedStep[]): Prepared {
  const buffers: string[] = []
  const tensors: NamedArray[] = []
  const names = pythonIdentifiers(steps.map(({ kind }, index) => `${kind}${index + 1}`), [])
  const lines = steps.map((step, index) => {
    const keep = (what: string, values: Float64Array, shape: Shape): string => {
      const name = `${names.get(`${step.kind}${index + 1}`)!}_${what}`
      buffers.push(`self.register_buffer("${name}", torch.zeros(${shape.join(', ')}))`)
      tensors.push({ name, shape, data: Float32Array.from(values) })
      return `self.${name}`
    }
    const beside = (what: string, values: Float64Array): string => (values.length === 1 ? pythonNumber(values[0]) : keep(what, values, shapeBeside(values, step.inputShape)))
    switch (step.type) {
      case 'fill': {
        const fill = beside('fill', step.values)
        return `x = torch.where(torch.isnan(x), ${step.values.length === 1 ? `torch.full_like(x, ${fill})` : fill}, x)`
      }
      case 'affine': {
        const centred = `x - ${beside('offset', step.offset)}`
        const isScaled = step.scale.some((value) => value !== 1)
        return `x = ${isScaled ? `(${centred}) * ${beside('scale', step.scale)}` : centred}${step.shift === 0 ? '' : ` + ${pythonNumber(step.shift)}`}`
      }
      case 'project': {
        const [features] = [step.offset.length]
        const projected = `(x.flatten(1) - ${keep('offset', step.offset, [features])}) @ ${keep('matrix', step.matrix, [step.matrix.length / features, features])}.t()`
        return `x = ${step.outputShape.length === 1 ? projected : `(${projected}).reshape(-1, ${step.outputShape.join(', ')})`}`
      }
    }
  })
  return { lines, buffers, tensors }
}

const prepareMethod = (lines: readonly string[]): readonly string[] => [
  'def prepare(self, x):',
  ...indent(['"""The preprocessing, with the numbers that it took from the training samples."""', ...lines, 'return x'], 1),
]

function predictMethod(readings: readonly OutputReading[], average: TrainedModel['average'] | null): readonly string[] {
  const names = readings.map((_, index) => (readings.length === 1 ? 'y' : `y${index + 1}`))
  const run = average === null
    ? [`${names.join(', ')} = self(self.prepare(x))`]
    : ['x = self.prepare(x)', 'outputs = [member(x) for member in self.members]']
  const lines = readings.flatMap((reading, index) => {
    const { activation, affine, pair, flat } = reading
    const y = names[index]
    const flatten = flat ? '' : '.flatten(1)'
    const function_ = (z: string): string => (activation === 'softmax' ? `F.softmax(${z}, dim=-1)` : activation === 'logistic' ? `torch.sigmoid(${z})` : z)
    const isActivatedFirst = average !== null && averagesActivated(reading, average)
    const own = `output${readings.length === 1 ? '' : `[${index}]`}${flatten}`
    const mean = `torch.stack([${isActivatedFirst ? function_(own) : own} for output in outputs]).mean(dim=0)`
    const activated = average === null ? function_(`${y}${flatten}`) : isActivatedFirst ? mean : function_(mean)
    const numbers = (values: Float64Array): string => (values.length === 1 ? pythonNumber(values[0]) : `${y}.new_tensor([${Array.from(values, pythonNumber).join(', ')}])`)
    return [
      ...(activated === y ? [] : [`${y} = ${activated}`]),
      ...(affine === null ? [] : [`${y} = ${y} * ${numbers(affine.scale)} + ${numbers(affine.shift)}`]),
      ...(pair ? [`${y} = torch.cat((1 - ${y}, ${y}), dim=1)`] : []),
    ]
  })
  return [
    '@torch.no_grad()',
    'def predict(self, x):',
    ...indent(['"""Raw samples in; out what people read: class probabilities, or values in the unit of the data."""', ...run, ...lines, `return ${names.join(', ')}`], 1),
  ]
}

function ensembleClass(name: string, classes: readonly MemberClass[], buffers: readonly string[], methods: readonly string[]): readonly string[] {
  const isUniform = classes.every(({ className }) => className === classes[0].className)
  const list = isUniform ? `${classes[0].className}() for _ in range(${classes.length})` : `[${classes.map(({ className }) => `${className}()`).join(', ')}]`
  return [
    `class ${name}(nn.Module):`,
    ...indent([
      `"""${classes.length} networks whose predictions are averaged."""`,
      '',
      'def __init__(self):',
      ...indent(['super().__init__()', `self.members = nn.ModuleList(${list})`, ...buffers], 1),
      '',
      ...methods,
    ], 1),
  ]
}

function docOf({ data }: ResolvedExperiment, { name, version }: Naming, members: number): readonly string[] {
  const module = pythonModuleName(name)
  const form = data.inputShape.length === 3 ? 'image.png' : 'samples.csv'
  return [
    `"""${docText(name)}: ${members === 1 ? 'a network' : `${members} networks`} trained with Descent ${version}.`,
    '',
    `    python ${module}.py ${form}      one line of JSON for each sample; .npy files too`,
    '',
    `or, in Python: from ${module} import load; load().predict(samples). The weights stand in ${module}.safetensors beside this file.`,
    `Needs PyTorch 1.12 or later and NumPy${data.inputShape.length === 3 ? '; Pillow for images' : ''}.`,
    '"""',
  ]
}

const docText = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')

function imports({ build, forward }: NetworkCode, others: readonly string[]): readonly string[] {
  const plain = others.filter((line) => !line.includes(' ')).map((name) => `import ${name}`)
  const standard = [...plain, ...others.filter((line) => line.startsWith('from '))]
  const packages = others.filter((line) => line.startsWith('import '))
  const uses = (word: string): boolean => others.length > 0 || [...build, ...forward].some((line) => line.includes(word))
  return [...standard, ...(standard.length > 0 ? [''] : []), ...packages, 'import torch', ...(uses('F.') ? ['import torch.nn.functional as F'] : []), 'from torch import nn']
}

const helpersOf = (codes: readonly NetworkCode[]): readonly (readonly string[])[] =>
  [...new Set(codes.flatMap(({ helpers }) => [...helpers]))].map((helper) => HELPER_MODULES[helper].split('\n'))

/** Sections two lines apart, as Python's style guide wants them. */
const pythonFile = (sections: readonly (readonly string[])[]): string => `${sections.map((lines) => lines.join('\n')).join('\n\n\n')}\n`.replace('"""\n\n\nimport', '"""\n\nimport')
