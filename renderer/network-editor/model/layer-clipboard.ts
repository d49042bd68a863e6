import type { LayerSpec } from '../../../core/index.ts'

/** Layers as text for the clipboard: readable, and told apart from other text. */
export const writeClipboard = (layers: readonly LayerSpec[]): string => JSON.stringify({ layers }, null, 2)

/** The layers that a text holds, as copied here or as a part of a spec; null for anything else. */
export function readClipboard(text: string): readonly LayerSpec[] | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return null
  }
  const record = typeof parsed === 'object' && parsed !== null ? (parsed as { layers?: unknown; network?: { layers?: unknown } }) : {}
  const found = Array.isArray(parsed) ? parsed : (record.layers ?? record.network?.layers)
  const isLayer = (entry: unknown): entry is LayerSpec => typeof entry === 'object' && entry !== null && typeof (entry as { kind?: unknown }).kind === 'string'
  return Array.isArray(found) && found.length > 0 && found.every(isLayer) ? found : null
}
