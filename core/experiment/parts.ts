export const SPLIT_PARTS = ['train', 'validation', 'test'] as const

/** The parts of a split: to learn from, to choose by, to report on. */
export type SplitPart = (typeof SPLIT_PARTS)[number]
