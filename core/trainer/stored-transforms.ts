import type { NamedArray } from '../formats/named-array.ts'
import type { FittedTransform } from '../preprocessing/apply-transforms.ts'

/** Before the tensors of fitted transforms, `transform/0/components`. */
export const TRANSFORM = 'transform/'
/** More numbers than this stand as a tensor instead of text. */
const MOST_WRITTEN = 256

type WrittenState = Readonly<Record<string, readonly number[] | null>>

/** Fitted transforms as text; null for a state that stands among the tensors. */
export const writeTransforms = (transforms: readonly FittedTransform[]): string =>
  JSON.stringify(transforms.map(({ kind, state }) => ({ kind, state: Object.fromEntries(Object.entries(state).map(([name, values]) => [name, values.length > MOST_WRITTEN ? null : [...values]])) })))

/** What `writeTransforms` leaves out, e.g. the components of images. */
export const transformTensors = (transforms: readonly FittedTransform[]): readonly NamedArray[] =>
  transforms.flatMap(({ state }, index) => Object.entries(state).flatMap(([name, data]) => (data.length > MOST_WRITTEN ? [{ name: `${TRANSFORM}${index}/${name}`, shape: [data.length], data }] : [])))

/** Fitted transforms from a file's text and tensors. */
export const readTransforms = (json: string | undefined, tensors: readonly NamedArray[]): readonly FittedTransform[] =>
  (JSON.parse(json ?? '[]') as { kind: string; state: WrittenState }[]).map(({ kind, state }, index) => ({
    kind,
    state: Object.fromEntries(Object.entries(state).map(([name, values]) => {
      const numbers = values ?? (tensors.find((tensor) => tensor.name === `${TRANSFORM}${index}/${name}`)?.data as Float64Array | undefined) ?? []
      return [name, Float64Array.from(numbers)]
    })),
  }))
