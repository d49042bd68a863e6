import { formatIssue, SpecError } from '../../core/index.ts'

/** The problems that something reports, one line each; fails when it reports none. */
export function issuesOf(attempt: () => unknown): string[] {
  try {
    attempt()
  } catch (error) {
    if (error instanceof SpecError) return error.issues.map((issue) => formatIssue(issue))
    throw error
  }
  throw new Error('Nothing was reported')
}

/** The same for what takes its time. */
export async function issuesOfAsync(attempt: () => Promise<unknown>): Promise<string[]> {
  const failed = await attempt().then(() => null, (error: unknown) => () => { throw error })
  return issuesOf(() => failed?.())
}
