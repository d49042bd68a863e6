import { shallowRef, watch } from 'vue'
import { sizeOf } from '../../../core/index.ts'
import { spriteSheet, type SpriteSheet } from '../../components/sprite-sheet.ts'
import { SAMPLES_PER_PAGE, type PredictedPages, type PredictedSample } from './predicted-pages.ts'

/** Numbers made into one sheet: what is put together at once holds up no frame. */
const SHEET_NUMBERS = 80_000
/** Numbers in the sheets that are kept, but always more samples than a window shows; those made longest ago go first. */
const MOST_KEPT = 12e6
const LEAST_KEPT_SAMPLES = 400

/** Samples of one page in one sheet; large images take several. */
export const samplesPerSheet = (size: number): number => Math.min(SAMPLES_PER_PAGE, Math.max(1, Math.floor(SHEET_NUMBERS / Math.max(1, size))))

/** The images of listed samples, several on a sheet, made as they are asked for. `version` rises with every sheet that is ready. */
export function useSampleSheets(pages: () => PredictedPages) {
  const sheets = new Map<PredictedSample, SpriteSheet | null>()
  const version = shallowRef(0)
  watch(() => pages().total.value, (total) => {
    if (total === null) sheets.clear()
  }, { flush: 'sync' })

  async function make(first: PredictedSample, position: number, count: number): Promise<void> {
    sheets.set(first, null)
    const size = sizeOf(first.shape)
    // The samples of a page lie one after the other in one array.
    const samples = Array.from({ length: count }, (_, i) => pages().get(position + i)).filter((sample) => sample?.inputs.buffer === first.inputs.buffer)
    const sheet = await spriteSheet(new Float32Array(first.inputs.buffer, first.inputs.byteOffset, samples.length * size), samples.length, first.shape).catch(() => null) // the words stand without the images
    if (!sheets.has(first) || sheet === null) return
    sheets.set(first, sheet)
    for (const oldest of sheets.keys()) {
      if (sheets.size * count <= Math.max(LEAST_KEPT_SAMPLES, MOST_KEPT / size)) break
      if (oldest !== first) sheets.delete(oldest)
    }
    version.value++
  }

  /** The sheet with the sample at a position of the list and its place there; null while it is being made. */
  function sheetAt(position: number): { readonly sheet: SpriteSheet; readonly place: number } | null {
    const sample = pages().get(position)
    if (sample === null) return null
    const perSheet = samplesPerSheet(sizeOf(sample.shape))
    const start = position - ((position % SAMPLES_PER_PAGE) % perSheet)
    const first = pages().get(start)
    if (first === null) return null
    const sheet = sheets.get(first)
    if (sheet === undefined) void make(first, start, Math.min(perSheet, SAMPLES_PER_PAGE - (start % SAMPLES_PER_PAGE)))
    return sheet == null ? null : { sheet, place: position - start }
  }

  return { version, sheetAt }
}
