import type { OnnxModel, OnnxNode } from '../formats/onnx-model.ts'

/** A subgraph: an operator with what it reads. `x` is the value it starts from, a number a constant, `a` a constant to be read off. */
type Pattern = 'x' | 'a' | number | Operation
interface Operation { readonly operator: string; readonly inputs: readonly Pattern[] }

const op = (operator: string, ...inputs: readonly Pattern[]): Operation => ({ operator, inputs })

/** An activation that a file writes as several operators. */
interface ActivationPattern { readonly kind: string; readonly hyperparameter?: string; readonly fixed?: Readonly<Record<string, unknown>>; readonly pattern: Operation; readonly value?: (a: number) => number }

const ROOT_HALF = Math.SQRT1_2
const cubic = op('Mul', op('Add', 'x', op('Mul', op('Mul', op('Mul', 'x', 'x'), 'x'), 0.044715)), Math.sqrt(2 / Math.PI))

const PATTERNS: readonly ActivationPattern[] = [
  { kind: 'gelu', pattern: op('Mul', op('Mul', 'x', 0.5), op('Add', op('Erf', op('Mul', 'x', ROOT_HALF)), 1)) },
  { kind: 'gelu', pattern: op('Mul', op('Mul', 'x', op('Add', op('Erf', op('Div', 'x', Math.SQRT2)), 1)), 0.5) },
  { kind: 'gelu', fixed: { form: 'tanh' }, pattern: op('Mul', op('Mul', 'x', 0.5), op('Add', op('Tanh', cubic), 1)) },
  { kind: 'leCunTanh', pattern: op('Mul', op('Tanh', op('Mul', 'x', 2 / 3)), 1.7159) },
  { kind: 'tanhLinear', hyperparameter: 'slope', pattern: op('Add', op('Tanh', 'x'), op('Mul', 'x', 'a')) },
  { kind: 'mish', pattern: op('Mul', 'x', op('Tanh', op('Softplus', 'x'))) },
  { kind: 'silu', pattern: op('Mul', 'x', op('Sigmoid', 'x')) },
  { kind: 'step', pattern: op('Cast', op('GreaterOrEqual', 'x', 0)) },
  { kind: 'logistic', hyperparameter: 'slope', pattern: op('Sigmoid', op('Mul', 'x', 'a')) },
  { kind: 'softmax', hyperparameter: 'temperature', pattern: op('Softmax', op('Mul', 'x', 'a')), value: (a) => 1 / a },
]

const COMMUTATIVE = ['Mul', 'Add']
const TOLERANCE = 1e-5

/** An activation found in a graph: the nodes that it is made of, the last of which gives its output. */
export interface FoundActivation { readonly kind: string; readonly hyperparameters: Readonly<Record<string, unknown>>; readonly x: string; readonly nodes: readonly OnnxNode[] }

/** The activation that ends in `node`, where its operators are written out one by one and nobody else reads what lies between. */
export function findActivation(node: OnnxNode, { tensors }: OnnxModel, producers: ReadonlyMap<string, OnnxNode>, readers: ReadonlyMap<string, number>): FoundActivation | null {
  const numberOf = (name: string): number | null => {
    const tensor = tensors.get(name) ?? (producers.get(name)?.operator === 'Constant' ? producers.get(name)!.attributes.tensor('value') : null)
    return tensor?.data.length === 1 ? tensor.data[0] : null
  }

  interface Match { readonly x: string | null; readonly a: number | null; readonly nodes: readonly OnnxNode[] }

  function match(pattern: Pattern, name: string, found: Match): Match | null {
    if (pattern === 'x') return found.x === null || found.x === name ? { ...found, x: name } : null
    if (pattern === 'a') {
      const value = numberOf(name)
      return value === null ? null : { ...found, a: value }
    }
    if (typeof pattern === 'number') {
      const value = numberOf(name)
      return value !== null && Math.abs(value - pattern) < TOLERANCE ? found : null
    }
    const producer = producers.get(name)
    const isWhole = found.nodes.length === 0 || readers.get(name) === 1
    return producer === undefined || !isWhole ? null : matchNode(pattern, producer, found)
  }

  function matchNode({ operator, inputs }: Operation, producer: OnnxNode, found: Match): Match | null {
    if (producer.operator !== operator || producer.inputs.length < inputs.length) return null
    const start = { ...found, nodes: [...found.nodes, producer] }
    const orders = COMMUTATIVE.includes(operator) ? [inputs, inputs.toReversed()] : [inputs]
    for (const order of orders) {
      const result = order.reduce<Match | null>((so, input, index) => (so === null ? null : match(input, producer.inputs[index], so)), start)
      if (result !== null) return result
    }
    return null
  }

  for (const { kind, hyperparameter, fixed = {}, pattern, value = (a: number) => a } of PATTERNS) {
    const result = matchNode(pattern, node, { x: null, a: null, nodes: [] })
    if (result === null || result.x === null || tensors.has(result.x)) continue
    return { kind, hyperparameters: { ...fixed, ...(hyperparameter === undefined ? {} : { [hyperparameter]: value(result.a!) }) }, x: result.x, nodes: result.nodes }
  }
  return null
}
