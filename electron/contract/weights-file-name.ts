import type { ExportRequest } from './api.ts'

/** The file that exported weights are offered as, in letters that every file system takes: `lenet-best.safetensors`. */
export const weightsFileName = (run: string, { checkpoint, format }: Required<Pick<ExportRequest, 'checkpoint' | 'format'>>): string =>
  `${run.normalize('NFKD').replace(/\p{Diacritic}/gu, '').replace(/[^\w.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '') || 'run'}-${checkpoint}.${format}`
