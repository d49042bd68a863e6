/** Sizes per axis, outermost first. Layer shapes leave the batch axis out. */
export type Shape = readonly number[]

/** The number of elements of a shape; 1 for the empty shape (a scalar). */
export const sizeOf = (shape: Shape): number => shape.reduce((product, dimension) => product * dimension, 1)

/** `28 × 28 × 1`, `scalar`. */
export const formatShape = (shape: Shape): string => (shape.length === 0 ? 'scalar' : shape.join(' × '))

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((dimension, axis) => dimension === b[axis])
