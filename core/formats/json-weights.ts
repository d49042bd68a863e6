import { sizeOf, type Shape } from '../math/shape.ts'
import { formatCount } from '../schema/count-text.ts'
import { describeValue, SpecError, type Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

/** A network as one JSON document that any language reads: what it is, and its weights by name. */
export interface JsonWeights {
  /** Plain JSON: the layers, the preprocessing with its numbers, the classes, … */
  readonly architecture: unknown
  readonly tensors: readonly { readonly name: string; readonly shape: Shape; readonly data: Float32Array }[]
}

const FORMAT = 'descent-weights'
const VERSION = 1
/** Enough decimal digits to get every 32-bit float back. */
const DIGITS = 9

/** The bytes of the document. Numbers that JSON lacks are written "NaN", "Infinity", "-Infinity" and "-0". */
export function writeJsonWeights({ architecture, tensors }: JsonWeights): Uint8Array {
  const written = tensors.map(({ name, shape, data }) => ({ name, shape, data: Array.from(data, writtenNumber) }))
  return encodeUtf8(JSON.stringify({ format: FORMAT, version: VERSION, architecture, tensors: written }))
}

function writtenNumber(value: number): number | string {
  if (Object.is(value, -0)) return '-0'
  return Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : String(value)
}

/** Reads such a document. `name` stands in messages. Throws SpecError with every problem. */
export function readJsonWeights(name: string, content: Uint8Array): JsonWeights {
  const document = parse(decodeUtf8(content))
  if (document === null || document.format !== FORMAT || document.version !== VERSION || !Array.isArray(document.tensors)) {
    throw new SpecError([{ path: name, expected: text(`a ${FORMAT} document, version ${VERSION}`, `un documento ${FORMAT}, versión ${VERSION}`), received: document === null ? 'no JSON object' : describeValue({ format: document.format, version: document.version }) }])
  }
  const issues: Issue[] = []
  const tensors = document.tensors.flatMap((tensor: unknown, i) => readTensor(`${name} tensors[${i}]`, tensor, issues))
  if (issues.length > 0) throw new SpecError(issues)
  return { architecture: document.architecture, tensors }
}

interface Document { readonly format?: unknown; readonly version?: unknown; readonly architecture?: unknown; readonly tensors?: unknown }

function parse(json: string): Document | null {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? value : null
  } catch {
    return null
  }
}

function readTensor(path: string, value: unknown, issues: Issue[]): JsonWeights['tensors'][number][] {
  const { name, shape, data } = (value ?? {}) as { name?: unknown; shape?: unknown; data?: unknown }
  if (typeof name !== 'string' || !isShape(shape) || !Array.isArray(data)) {
    issues.push({ path, expected: text('a name, a shape and the data', 'un nombre, una forma y los datos'), received: describeValue(value) })
    return []
  }
  if (data.length !== sizeOf(shape)) {
    issues.push({ path: `${path} ${name}`, expected: text(`${formatCount(sizeOf(shape))} numbers`, `${formatCount(sizeOf(shape), 'es')} números`), received: formatCount(data.length) })
    return []
  }
  return [{ name, shape, data: Float32Array.from(data, Number) }]
}

const isShape = (value: unknown): value is Shape => Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0)
