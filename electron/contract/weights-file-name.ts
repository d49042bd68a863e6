import type { ExportRequest, ReportFormat } from './api.ts'
import { EXPORT_FORMATS } from './export-formats.ts'

/** A run's name in letters that every file system takes. */
const plain = (run: string): string => run.normalize('NFKD').replace(/\p{Diacritic}/gu, '').replace(/[^\w.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '') || 'run'

/** The file that exported weights are offered as: `lenet-best.safetensors`. A capsule is of the whole run. */
export const weightsFileName = (run: string, { checkpoint, format }: Required<Pick<ExportRequest, 'checkpoint' | 'format'>>): string =>
  `${plain(run)}${EXPORT_FORMATS[format].holds === 'run' ? '' : `-${checkpoint}`}.${EXPORT_FORMATS[format].extension}`

/** `lenet-report.html`. */
export const reportFileName = (run: string, format: ReportFormat): string => `${plain(run)}-report.${format}`
