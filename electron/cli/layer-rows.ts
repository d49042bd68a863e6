import { LAYER_SCALARS, layerSeries, layerTroubles, type LayerScalar } from '../../core/index.ts'
import type { Api, RunDetails } from '../contract/api.ts'
import { formatNumber, formatTable } from './table.ts'

/** A layer at a measured step; null where it has no such value. */
export type LayerRow = { readonly layer: string; readonly step: number } & Readonly<Record<LayerScalar, number | null>>

/** The measures of all layers of a run, step by step. */
export async function layerRows({ runs }: Pick<Api, 'runs'>, { run, spec }: Pick<RunDetails, 'run' | 'spec'>): Promise<readonly LayerRow[]> {
  const ids = spec.network.layers.map((layer) => layer.id ?? layer.kind)
  const curves = await runs.series({ runs: [run.id], names: ids.flatMap((id) => LAYER_SCALARS.map((scalar) => layerSeries(id, scalar))), maximumPoints: Number.MAX_SAFE_INTEGER })
  const byName = new Map(curves.map(({ name, steps, values }) => [name, new Map(Array.from(steps, (step, i) => [step, values[i]!]))]))
  const rows = ids.flatMap((layer, position) => {
    const own = LAYER_SCALARS.map((scalar) => [scalar, byName.get(layerSeries(layer, scalar))] as const)
    const steps = [...new Set(own.flatMap(([, values]) => [...(values?.keys() ?? [])]))]
    return steps.map((step) => ({ position, row: { layer, step, ...(Object.fromEntries(own.map(([scalar, values]) => [scalar, values?.get(step) ?? null])) as Record<LayerScalar, number | null>) } }))
  })
  return rows.toSorted((a, b) => a.row.step - b.row.step || a.position - b.position).map(({ row }) => row)
}

const HEADINGS: Readonly<Record<LayerScalar, string>> = { gradientNorm: 'gradient', weightNorm: 'weights', updateRatio: 'update:weights', deadShare: 'dead', saturatedShare: 'saturated' }

/** The last measures as a table, and what is wrong with them in words. */
export function layerTable(rows: readonly LayerRow[], outputs: readonly string[]): string {
  const step = rows.at(-1)?.step
  if (step === undefined) return 'No layer was measured in this run.\n'
  const last = rows.filter((row) => row.step === step)
  const none = { weights: null, gradients: null, activations: null }
  const troubles = layerTroubles(last.map(({ layer, ...row }) => ({ id: layer, ...row, histograms: none })), new Set(outputs))
  const table = formatTable([['layer', ...LAYER_SCALARS.map((scalar) => HEADINGS[scalar])], ...last.map((row) => [row.layer, ...LAYER_SCALARS.map((scalar) => (row[scalar] === null ? '' : formatNumber(row[scalar])))])], { header: true })
  return `Layers after step ${step}\n${table}\n${troubles.map(({ sentence }) => `${sentence.en}\n`).join('')}`
}
