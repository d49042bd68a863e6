import { placesAlong } from './image-input.ts'

export type Padding = 'same' | 'valid' | 'explicit'

/** How a kernel lies along an axis. */
export interface Extent { readonly kernel: number; readonly dilation: number; readonly stride: number; readonly padding: Padding; readonly paddingSize: number }

/** The kernel's reach in pixels: its size with the holes that dilation makes. */
export const reachOf = ({ kernel, dilation }: Extent): number => (kernel - 1) * dilation + 1

/** Zeros before and after an axis. `same` keeps ceil(length / stride) places; an odd zero goes to the end. */
export function paddingOf(extent: Extent, length: number): readonly [number, number] {
  if (extent.padding === 'valid') return [0, 0]
  if (extent.padding === 'explicit') return [extent.paddingSize, extent.paddingSize]
  const places = Math.ceil(length / extent.stride)
  const total = Math.max(0, (places - 1) * extent.stride + reachOf(extent) - length)
  return [Math.floor(total / 2), Math.ceil(total / 2)]
}

/** Rows and columns of the output. */
export const outputSize = (extent: Extent, size: readonly number[]): number[] => size.map((length) => {
  const [before, after] = paddingOf(extent, length)
  return placesAlong(length, reachOf(extent), extent.stride, before + after)
})
