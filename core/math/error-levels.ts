// How far off values are, in one byte: eighths of a doubling, from 2⁻¹⁵ to 2¹⁵ times a unit.

const PER_DOUBLING = 8
const MIDDLE = 128
const HIGHEST = 255

/** The level of an error in its unit: 0 for none at all, the highest for what is no number. */
export function errorLevel(error: number): number {
  if (error === 0) return 0
  if (!Number.isFinite(error)) return HIGHEST
  return Math.min(HIGHEST, Math.max(1, Math.round(MIDDLE + PER_DOUBLING * Math.log2(error))))
}

/** An error of that level, at most 4.5 % off. */
export const errorOfLevel = (level: number): number => (level === 0 ? 0 : 2 ** ((level - MIDDLE) / PER_DOUBLING))
