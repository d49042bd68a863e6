import type { ResolvedOutput } from '../../experiment/read-outputs.ts'
import { formatShape, type Shape } from '../../math/shape.ts'
import type { NetworkPlan, PlannedLayer } from '../../network/plan-network.ts'
import { DATA_INPUT } from '../../network/read-layer-names.ts'
import type { Issue } from '../../schema/issue.ts'
import { indent, pythonIdentifiers } from '../python-text.ts'
import { refusal, UNKNOWN } from '../refusal.ts'
import { activationExpression, readsTwice } from './activations.ts'
import type { HelperModule } from './helper-modules.ts'
import { PYTORCH_LAYERS, type PytorchLayer } from './layers.ts'

export const PYTORCH = 'PyTorch'

/** A network as a class of PyTorch. */
export interface NetworkCode {
  /** Lines of `__init__` after `super().__init__()`. */
  readonly build: readonly string[]
  /** Lines of `forward(self, x)`, up to its return. */
  readonly forward: readonly string[]
  /** The argument of `forward`. */
  readonly argument: string
  readonly helpers: ReadonlySet<HelperModule>
  /** Our name of each tensor by PyTorch's. */
  readonly tensors: ReadonlyMap<string, string>
}

/** What names in Python must not be: those of nn.Module and of what the file uses. */
const TAKEN = [
  'x', 'inputs', 'np', 'nn', 'torch', 'F', 'json', 'struct', 'sys', 'Path', 'forward', 'prepare', 'predict', 'training', 'train', 'eval', 'type', 'float', 'double', 'half', 'bfloat16', 'to', 'to_empty', 'cpu', 'cuda', 'xpu', 'ipu', 'apply',
  'children', 'named_children', 'modules', 'named_modules', 'parameters', 'named_parameters', 'buffers', 'named_buffers', 'add_module', 'register_module', 'register_parameter', 'register_buffer', 'state_dict', 'load_state_dict',
  'requires_grad_', 'zero_grad', 'share_memory', 'extra_repr', 'compile', 'get_submodule', 'get_parameter', 'get_buffer', 'get_extra_state', 'set_extra_state', 'dump_patches', 'call_super_init', 'T_destination', 'members',
]

interface NamedLayer { readonly layer: PlannedLayer; readonly written: PytorchLayer; readonly identifier: string }

/** Reads every layer of a plan; what cannot be written is pushed to `issues` and left out. */
export function networkCode(plan: NetworkPlan, outputs: readonly ResolvedOutput[], issues: Issue[]): NetworkCode {
  const identifiers = pythonIdentifiers(plan.layers.map(({ id }) => id), TAKEN)
  const named = plan.layers.flatMap((layer): NamedLayer[] => {
    const written = writtenLayer(layer, issues)
    return written === null ? [] : [{ layer, written, identifier: identifiers.get(layer.id)! }]
  })
  const modules = modulesOf(named)
  return {
    build: named.flatMap((each) => buildLines(each, named, modules)),
    ...forwardLines(named, modules, outputs.map(({ from }) => from)),
    helpers: new Set(named.map(({ written }) => written.helper).filter((helper) => helper !== undefined)),
    tensors: tensorNames(named, modules),
  }
}

function writtenLayer({ index, inputShape, outputShape, resolved: { kind, hyperparameters } }: PlannedLayer, issues: Issue[]): PytorchLayer | null {
  const path = `network.layers[${index}]`
  const write = PYTORCH_LAYERS[kind] ?? UNKNOWN
  if (typeof write !== 'function') {
    issues.push(refusal(path, kind, PYTORCH, write))
    return null
  }
  const written = write({ hyperparameters, inputShape, outputShape })
  if (written.activation !== undefined && activationExpression('x', written.activation) === null) issues.push(refusal(path, written.activation.kind, PYTORCH, UNKNOWN))
  return written
}

/** The attribute that each layer's module stands under: a layer that shares all it has with an equal one is that one. */
function modulesOf(named: readonly NamedLayer[]): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>()
  for (const { layer, written, identifier } of named) {
    const owner = named.find((other) => other.layer.id === layer.sharesWith)
    const isSame = owner !== undefined && owner.written.module === written.module && layer.buffers.length === 0
    attributes.set(layer.id, isSame ? owner.identifier : identifier)
  }
  return attributes
}

function buildLines({ layer, written, identifier }: NamedLayer, named: readonly NamedLayer[], modules: ReadonlyMap<string, string>): readonly string[] {
  if (written.module === null || modules.get(layer.id) !== identifier) return []
  const owner = named.find((other) => other.layer.id === layer.sharesWith)
  const ownNames = (name: string): string => written.names?.[name] ?? name
  return [
    `self.${identifier} = ${written.module}${written.note === undefined ? '' : `  # ${written.note}`}`,
    ...(owner === undefined ? [] : layer.parameters.map(({ name }) => `self.${identifier}.${ownNames(name)} = self.${owner.identifier}.${ownNames(name)}`)),
    ...(layer.trainable || layer.parameters.length === 0 || owner !== undefined ? [] : [`self.${identifier}.requires_grad_(False)`]),
  ]
}

function forwardLines(named: readonly NamedLayer[], modules: ReadonlyMap<string, string>, outputs: readonly string[]): Pick<NetworkCode, 'forward' | 'argument'> {
  const order = named.map(({ layer }) => layer.id)
  // A value that only the next line reads is `x`; one that is read later, or more than once, has its layer's name.
  const isPassing = (id: string): boolean => {
    const next = named[order.indexOf(id) + 1]?.layer
    const readers = named.filter(({ layer }) => layer.inputs.includes(id)).map(({ layer }) => layer)
    if (outputs.includes(id)) return outputs.length === 1 && readers.length === 0 && next === undefined
    return readers.length === 0 || (readers.length === 1 && readers[0] === next)
  }
  const variables = new Map<string, string>([[DATA_INPUT, isPassing(DATA_INPUT) ? 'x' : 'inputs'], ...named.map(({ layer, identifier }): [string, string] => [layer.id, isPassing(layer.id) ? 'x' : identifier])])
  const lines = named.flatMap(({ layer, written }) => {
    const to = variables.get(layer.id)!
    const raw = written.call(`self.${modules.get(layer.id)!}`, layer.inputs.map((input) => variables.get(input) ?? 'x'))
    const { activation } = written
    if (activation === undefined || activation.kind === 'linear') return raw === to ? [] : [`${to} = ${raw}`]
    const [first, x] = readsTwice(activation) && !/^\w+$/.test(raw) ? [[`${to} = ${raw}`], to] : [[], raw]
    return [...first, `${to} = ${activationExpression(x, activation) ?? x}`]
  })
  const returned = outputs.map((id) => variables.get(id) ?? 'x')
  return { forward: [...lines, `return ${returned.join(', ')}`], argument: variables.get(DATA_INPUT)! }
}

function tensorNames(named: readonly NamedLayer[], modules: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { layer, written, identifier } of named) {
    if (modules.get(layer.id) !== identifier) continue
    for (const { name } of layer.parameters) names.set(`${identifier}.${written.names?.[name] ?? name}`, `${layer.sharesWith ?? layer.id}.${name}`)
    for (const { name } of layer.buffers) names.set(`${identifier}.${name}`, `${layer.id}.${name}`)
  }
  return names
}

/** The class as text. */
export function networkClass(name: string, { build, forward, argument }: NetworkCode, plan: NetworkPlan, outputs: readonly ResolvedOutput[]): readonly string[] {
  const shapeOf = (id: string): Shape => plan.layers.find((layer) => layer.id === id)?.outputShape ?? []
  const results = outputs.map(({ from }) => `${outputs.length === 1 ? '' : `${from} `}[batch, ${sizes(shapeOf(from))}]`).join(', ')
  return [
    `class ${name}(nn.Module):`,
    ...indent([
      `"""Prepared samples [batch, ${sizes(plan.inputShape)}] in; out ${results}, as the loss reads them (${outputs.map(({ loss }) => loss.kind).join(', ')})."""`,
      '',
      'def __init__(self):',
      ...indent(['super().__init__()', ...build], 1),
      '',
      `def forward(self, ${argument}):`,
      ...indent(forward, 1),
    ], 1),
  ]
}

const sizes = (shape: Shape): string => formatShape(shape).replaceAll(' × ', ', ')
