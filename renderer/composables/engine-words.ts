/** The engine's report (`wide × 2`) in parts: which kernels run, on how many threads. */
export interface EngineParts {
  readonly build: 'wide' | 'relaxed' | 'simd' | 'reference'
  readonly threads: number
}

/** Null for a report this window does not know. */
export function readEngine(report: string): EngineParts | null {
  const match = /^(wide|relaxed|simd|reference)(?: × (\d+))?$/.exec(report)
  return match === null ? null : { build: match[1] as EngineParts['build'], threads: Number(match[2] ?? 1) }
}

/** The report in words. */
export function engineWords(report: string, t: (key: string, named: Record<string, unknown>, plural: number) => string): string {
  const parts = readEngine(report)
  return parts === null ? report : `${t(`frame.status.builds.${parts.build}`, {}, 1)} · ${t('frame.status.threads', { n: parts.threads }, parts.threads)}`
}
