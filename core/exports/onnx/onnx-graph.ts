import { bytesOf } from '../../formats/named-array.ts'
import type { ProtobufWriter } from '../../formats/protobuf-writer.ts'
import { sizeOf, type Shape } from '../../math/shape.ts'

/** TensorProto.DataType. */
export const ELEMENT = { float: 1, int64: 7 } as const

/** What an operator is told beside its inputs. */
export type OnnxAttribute = { readonly float: number } | { readonly integer: number } | { readonly integers: readonly number[] } | { readonly string: string } | { readonly strings: readonly string[] }

/** A graph under construction. Values have names; an operator's inputs are names of what was added before it. */
export interface OnnxGraph {
  /** Adds an operator of which one output is read, the first unless another place is given, and returns that output's name. An optional input that is left out is ''. */
  node(operator: string, inputs: readonly string[], attributes?: Readonly<Record<string, OnnxAttribute>>, output?: string, place?: number): string
  /** A constant; under a name that is taken already, the one that is there. Without a name it gets one. */
  tensor(shape: Shape, values: Float32Array, name?: string): string
  scalar(value: number): string
  /** A list of whole numbers, as shapes and paddings are given. */
  integers(values: readonly number[]): string
  /** Writes the operators and constants into a GraphProto. */
  write(message: ProtobufWriter): void
}

type Write = (message: ProtobufWriter) => void

export function createOnnxGraph(): OnnxGraph {
  const nodes: Write[] = []
  const tensors = new Map<string, Write>()
  const freeName = (kind: string): string => `${kind}/${nodes.length + tensors.size}`

  function constant(name: string, shape: Shape, element: number, bytes: Uint8Array): string {
    if (!tensors.has(name)) {
      tensors.set(name, (message) => {
        for (const length of shape) message.integer(1, length)
        message.integer(2, element)
        message.string(8, name)
        message.bytes(9, bytes)
      })
    }
    return name
  }

  const graph: OnnxGraph = {
    node(operator, inputs, attributes = {}, output = freeName(operator), place = 0) {
      nodes.push((message) => {
        for (const input of inputs) message.string(1, input)
        for (let skipped = 0; skipped < place; skipped++) message.string(2, '')
        message.string(2, output)
        message.string(3, output)
        message.string(4, operator)
        for (const [name, value] of Object.entries(attributes)) message.message(5, writeAttribute(name, value))
      })
      return output
    },
    tensor(shape, values, name = freeName('constant')) {
      if (values.length !== sizeOf(shape)) throw new RangeError(`${name} has ${values.length} numbers for a shape of ${sizeOf(shape)}`)
      return constant(name, shape, ELEMENT.float, bytesOf(values))
    },
    scalar: (value) => graph.tensor([], Float32Array.of(value), `number/${value}`),
    integers: (values) => constant(`integers/${values.join(',')}`, [values.length], ELEMENT.int64, bytesOf(BigInt64Array.from(values, BigInt))),
    write(message) {
      for (const node of nodes) message.message(1, node)
      for (const tensor of tensors.values()) message.message(5, tensor)
    },
  }
  return graph
}

/** AttributeProto: its name, the value in the field of its type, and which type that is. */
const writeAttribute = (name: string, value: OnnxAttribute): Write => (message) => {
  message.string(1, name)
  if ('float' in value) {
    message.float(2, value.float)
    message.integer(20, 1)
  } else if ('integer' in value) {
    message.integer(3, value.integer)
    message.integer(20, 2)
  } else if ('string' in value) {
    message.string(4, value.string)
    message.integer(20, 3)
  } else if ('strings' in value) {
    for (const each of value.strings) message.string(9, each)
    message.integer(20, 8)
  } else {
    for (const integer of value.integers) message.integer(8, integer)
    message.integer(20, 7)
  }
}
