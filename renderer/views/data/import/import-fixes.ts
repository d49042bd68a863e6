import type { Issue } from '../../../../core/index.ts'
import type { ColumnPlan, ImportPlan, TablePlan } from '../../../../electron/contract/api.ts'

/** A change of the plan that would settle a problem; `kind` names its words. */
export interface ImportFix {
  readonly kind: 'asMissing' | 'asCategory' | 'asNumber' | 'asFeature' | 'ignore' | 'regression' | 'classification'
  /** The texts to be read as missing. */
  readonly texts: readonly string[]
  readonly plan: ImportPlan
}

/** Problems with the same column, of which a table may have hundreds; column null where they concern no column. */
export interface ProblemGroup {
  readonly column: number | null
  readonly issues: readonly Issue[]
  readonly fixes: readonly ImportFix[]
}

/** More different texts than this are no marks for what is missing. */
const MOST_MARKS = 3

/** The problems by column, in the order they came, each group with the changes that would settle it. */
export function groupProblems(plan: ImportPlan, issues: readonly Issue[]): readonly ProblemGroup[] {
  const columns = plan.table?.columns ?? []
  const groups = new Map<number | null, Issue[]>()
  for (const issue of issues) {
    const column = columnOf(issue, columns)
    groups.set(column, [...(groups.get(column) ?? []), issue])
  }
  return [...groups].map(([column, found]) => ({ column, issues: found, fixes: plan.table === null ? [] : fixesFor(plan, plan.table, column, found) }))
}

/** Paths end with the name of the column they are about: `irises.csv line 3, width`. */
function columnOf({ path }: Issue, columns: readonly ColumnPlan[]): number | null {
  let best: number | null = null
  columns.forEach(({ name }, position) => {
    const isMeant = path === name || path.endsWith(`, ${name}`) || path.endsWith(` ${name}`)
    if (isMeant && (best === null || name.length > (columns[best]?.name.length ?? 0))) best = position
  })
  return best
}

function fixesFor(plan: ImportPlan, table: TablePlan, position: number | null, issues: readonly Issue[]): readonly ImportFix[] {
  const fix = (kind: ImportFix['kind'], change: Partial<TablePlan>, texts: readonly string[] = []): ImportFix => ({ kind, texts, plan: { ...plan, table: { ...table, ...change } } })
  const targets = (type: ColumnPlan['type']): readonly ColumnPlan[] => table.columns.map((column) => (column.role === 'target' ? { ...column, type } : column))
  const regression = fix('regression', { task: 'regression', columns: targets('number') })
  if (position === null) return table.columns.filter(({ role }) => role === 'target').length > 1 && table.task === 'classification' ? [regression] : []
  const column = table.columns[position]
  if (column === undefined) return []
  const alter = (part: Partial<ColumnPlan>): Partial<TablePlan> => ({ columns: table.columns.with(position, { ...column, ...part }) })
  const texts = textsIn(issues)
  const asMissing = texts.length > 0 && texts.length <= MOST_MARKS ? [fix('asMissing', { missing: [...new Set([...table.missing, ...texts.map((text) => text.toLowerCase())])] }, texts)] : []
  const ignore = fix('ignore', alter({ role: 'ignore' }))
  if (column.role === 'target') {
    if (table.task === 'regression' && column.type === 'category') return [fix('classification', { task: 'classification' })]
    if (table.task === 'regression') return [...asMissing, fix('classification', { task: 'classification', columns: targets('category') })]
    return column.type === 'category' ? [regression] : [fix('asCategory', alter({ type: 'category' })), regression]
  }
  if (column.role !== 'feature') return [fix('asFeature', alter({ role: 'feature' })), ignore]
  return column.type === 'category' ? [ignore, fix('asNumber', alter({ type: 'number' }))] : [...asMissing, fix('asCategory', alter({ type: 'category' })), ignore]
}

/** What stood where a number was expected, as it was written. */
function textsIn(issues: readonly Issue[]): readonly string[] {
  const texts = issues.flatMap(({ received }) => {
    if (!received.startsWith('"')) return []
    try {
      return [String(JSON.parse(received))]
    } catch {
      return [] // cut short
    }
  })
  return [...new Set(texts)]
}
