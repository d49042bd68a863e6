import type { Api, RunSummary } from '../contract/api.ts'
import { UsageError } from './usage-error.ts'

/** The run that a word names: an id, the beginning of one, a name (its newest run), or `latest`. Throws UsageError. */
export async function findRun(api: Api, word: string): Promise<RunSummary> {
  const runs = await api.runs.list()
  if (word === 'latest' && runs[0] !== undefined) return runs[0]
  const exact = runs.find(({ id }) => id === word) ?? runs.find(({ name }) => name === word)
  if (exact !== undefined) return exact
  const matching = word === '' ? [] : runs.filter(({ id }) => id.startsWith(word))
  if (matching.length === 1) return matching[0]!
  if (matching.length > 1) throw new UsageError(`${JSON.stringify(word)} could be ${matching.slice(0, 5).map(({ id, name }) => `${id} (${name})`).join(', ')}`)
  throw new UsageError(runs.length === 0 ? 'there are no runs in this workspace' : `no run is called ${JSON.stringify(word)}; see descent runs`)
}
