import { foreseenBlock, foreseenBlocksIn } from './foreseen-array.ts'
import type { Instruction } from './fuse.ts'
import type { Block } from './place-blocks.ts'

/** Plain code between instructions, and the tensors that it reads and writes. */
export interface HostStep {
  readonly compute: () => void
  readonly tensors: readonly unknown[]
}

/** What a program does, in order. */
export type Step = Instruction | HostStep

/**
 * From when to when each block of a program is needed: from the first step that names it to the last, and to the end where the
 * program's result holds it. A block that no step names is needed by none: first 0, last −1.
 */
export function blockLifetimes(sizes: readonly number[], steps: readonly Step[], result: unknown): readonly Block[] {
  const first = sizes.map(() => Infinity)
  const last = sizes.map(() => -1)
  steps.forEach((step, time) => {
    for (const block of blocksOf(step)) {
      first[block] = Math.min(first[block], time)
      last[block] = time
    }
  })
  for (const block of foreseenBlocksIn(result)) {
    first[block] = Math.min(first[block], steps.length)
    last[block] = steps.length
  }
  return sizes.map((bytes, block) => ({ bytes, first: last[block] === -1 ? 0 : first[block], last: last[block] }))
}

function blocksOf(step: Step): readonly number[] {
  if ('compute' in step) return step.tensors.flatMap((tensor) => foreseenBlocksIn(tensor))
  return step.operands.flatMap((operand) => (typeof operand === 'number' ? (foreseenBlock(operand) ?? []) : []))
}
