/** A block of memory that a program needs from its instruction `first` to its instruction `last`. */
export interface Block {
  readonly bytes: number
  readonly first: number
  readonly last: number
}

/** Where a block goes: a byte of a segment. */
export interface Place {
  readonly segment: number
  readonly offset: number
}

interface PlacedBlock extends Block { readonly offset: number }

/**
 * Places blocks in segments of the given capacities so that no two that are needed at the same time overlap. What fits in
 * none of them goes to one more segment, of `extraBytes`. The largest blocks are placed first, each in the smallest gap that
 * holds it, as in Pisarchyk & Lee (2020), "Efficient memory management for deep neural net inference", section 5.2.
 */
export function placeBlocks(blocks: readonly Block[], capacities: readonly number[]): { places: readonly Place[]; extraBytes: number } {
  const segments = [...capacities, Infinity].map((capacity) => ({ capacity, placed: [] as PlacedBlock[] }))
  const places: Place[] = Array.from({ length: blocks.length })
  const bySize = blocks.map((_, index) => index).sort((a, b) => blocks[b].bytes - blocks[a].bytes || a - b)
  for (const index of bySize) {
    for (let segment = 0; segment < segments.length; segment++) {
      const { capacity, placed } = segments[segment]
      const offset = smallestGap(blocks[index], placed, capacity)
      if (offset === null) continue
      insert(placed, { ...blocks[index], offset })
      places[index] = { segment, offset }
      break
    }
  }
  return { places, extraBytes: segments.at(-1)!.placed.reduce((end, { offset, bytes }) => Math.max(end, offset + bytes), 0) }
}

/** The start of the smallest gap between those placed blocks that are needed at the same time; null where none is large enough. */
function smallestGap({ bytes, first, last }: Block, placed: readonly PlacedBlock[], capacity: number): number | null {
  let best: { readonly offset: number; readonly size: number } | null = null
  let end = 0
  for (const other of placed) {
    if (other.last < first || last < other.first) continue
    const size = other.offset - end
    if (size >= bytes && (best === null || size < best.size)) best = { offset: end, size }
    end = Math.max(end, other.offset + other.bytes)
  }
  return best?.offset ?? (end + bytes <= capacity ? end : null)
}

/** Keeps them in the order of their offsets. */
function insert(placed: PlacedBlock[], block: PlacedBlock): void {
  const index = placed.findIndex(({ offset }) => offset > block.offset)
  placed.splice(index === -1 ? placed.length : index, 0, block)
}
