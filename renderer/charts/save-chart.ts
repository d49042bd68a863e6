import { init, type ChartOption } from './echarts.ts'

export interface ChartTable { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | number | null)[])[] }

/** RFC 4180; numbers in full precision with a point, whatever the language. */
export function tableToCsv({ columns, rows }: ChartTable): string {
  const cell = (value: string | number | null): string => {
    const text = value === null ? '' : String(value)
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return [columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}

/** The chart as a drawing, at the size it is shown. */
export function chartToSvg(option: ChartOption, width: number, height: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    // What comes in pieces on the screen must be whole here.
    const series = Array.isArray(option['series']) ? (option['series'] as readonly object[]).map((one) => ({ ...one, progressive: 0 })) : option['series']
    chart.setOption({ ...option, series })
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}

/** Offers a file for download. */
export function download(name: string, content: BlobPart, mediaType: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: mediaType }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000) // browsers read it after the click
}

/** A title as a file name: `Validation loss` → `validation-loss`. */
export const fileNameOf = (title: string): string => title.normalize('NFD').replace(/\p{Diacritic}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'chart'
