import type { Shape } from '../math/shape.ts'

/** The element types that tensors are exchanged in. 64-bit integers stay exact. */
export type ArrayData = Uint8Array | Int8Array | Int16Array | Int32Array | BigInt64Array | Float32Array | Float64Array

/** A tensor with its name, row-major. */
export interface NamedArray {
  readonly name: string
  readonly shape: Shape
  readonly data: ArrayData
}

/** The bytes an array occupies, as they lie in memory. */
export const bytesOf = (data: ArrayData): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

export type ElementType = 'uint8' | 'int8' | 'int16' | 'int32' | 'int64' | 'float32' | 'float64'

export const ELEMENT_BYTES: Readonly<Record<ElementType, number>> = { uint8: 1, int8: 1, int16: 2, int32: 4, int64: 8, float32: 4, float64: 8 }

export function elementTypeOf(data: ArrayData): ElementType {
  if (data instanceof Float32Array) return 'float32'
  if (data instanceof Float64Array) return 'float64'
  if (data instanceof Int32Array) return 'int32'
  if (data instanceof BigInt64Array) return 'int64'
  if (data instanceof Int16Array) return 'int16'
  return data instanceof Int8Array ? 'int8' : 'uint8'
}

/** A copy of little-endian bytes as numbers; the copy makes any offset aligned. */
export function arrayFromBytes(type: ElementType, bytes: Uint8Array): ArrayData {
  const { buffer } = Uint8Array.from(bytes)
  switch (type) {
    case 'uint8': return new Uint8Array(buffer)
    case 'int8': return new Int8Array(buffer)
    case 'int16': return new Int16Array(buffer)
    case 'int32': return new Int32Array(buffer)
    case 'int64': return new BigInt64Array(buffer)
    case 'float32': return new Float32Array(buffer)
    case 'float64': return new Float64Array(buffer)
  }
}
