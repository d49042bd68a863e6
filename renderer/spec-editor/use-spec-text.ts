import { computed, shallowRef } from 'vue'
import { describeExperiment, type Issue } from '../../core/index.ts'
import { useFormat } from '../composables/use-format.ts'
import { useLanguage } from '../composables/use-language.ts'
import { completeSpec } from '../stores/complete-spec.ts'
import { useExperiment } from '../stores/experiment.ts'
import type { Problem, Remark } from './code-editor.ts'
import { suggestionsAt, type Suggestions } from './model/completions.ts'
import { nodeAt, placeAt, plainValue, readJson } from './model/json-tree.ts'
import { keepsAll } from './model/keeps-all.ts'
import { rangeOfIssue } from './model/locate-issue.ts'
import { expectationAt, fieldsOf, specFields, type Expectation } from './model/spec-fields.ts'
import { boundsText } from './number-bounds.ts'

/** What the text of an experiment means: which spec, which problems and where, what may be typed. */
export function useSpecText() {
  const { t, say } = useLanguage()
  const format = useFormat()
  const experiment = useExperiment()
  /** Problems of a text that is JSON but cannot be shown by forms yet. */
  const heldIssues = shallowRef<readonly Issue[]>([])

  const fields = computed<Expectation>(() => {
    const { spec, description } = experiment
    const names = spec?.network.layers.flatMap(({ id }) => (id === undefined ? [] : [id])) ?? []
    const scores = (spec?.outputs ?? []).flatMap(({ from }, position) => ['loss', ...(spec?.metrics ?? []).map(({ kind }) => kind)].map((name) => (position === 0 ? name : `${from}/${name}`)))
    return specFields({ t, say }, { layers: names, monitors: ['validation', 'train'].flatMap((part) => scores.map((name) => `${part}.${name}`)), targets: description?.data?.targetNames ?? [] })
  })

  function bounds(holds: Expectation): string {
    if (holds.sort === 'flag') return 'true / false'
    if (holds.sort !== 'number' || holds.hyperparameter === null) return ''
    const { hyperparameter } = holds
    return boundsText(hyperparameter, format.value, hyperparameter.unit === undefined ? '' : say(hyperparameter.unit))
  }

  /** Takes a text as the experiment where it is one; otherwise keeps it as it is. */
  function write(text: string, merge: string): void {
    let parsed: unknown
    try {
      parsed = JSON.parse(text)
    } catch {
      heldIssues.value = []
      experiment.write(t('design.step.json'), text, null, merge)
      return
    }
    const completed = completeSpec(parsed)
    const isWhole = keepsAll(parsed, completed)
    heldIssues.value = isWhole ? [] : issuesOfText(parsed)
    experiment.write(t('design.step.json'), text, isWhole ? completed : null, merge)
  }

  const issuesOfText = (parsed: unknown): readonly Issue[] => describeExperiment(parsed, experiment.description?.data ?? null).issues

  /** Whether a text says what the spec is; texts that differ in spaces alone do. */
  function says(text: string): boolean {
    try {
      return JSON.stringify(completeSpec(JSON.parse(text))) === JSON.stringify(experiment.spec)
    } catch {
      return false
    }
  }

  function problemsOf(text: string): readonly Problem[] {
    const json = readJson(text)
    if (json.problems.length > 0) return json.problems.map(({ words, from, to }) => ({ range: { from, to }, lines: [t(`specEditor.syntax.${words}`)], tone: 'error' }))
    const held = experiment.text !== null
    const issues = held ? (heldIssues.value.length > 0 ? heldIssues.value : issuesOfText(plainValue(json.root))) : (experiment.description?.issues ?? [])
    return issues.map((issue) => ({
      range: rangeOfIssue(issue, json),
      lines: [t('specEditor.expected', { expected: say(issue.expected) }), t('specEditor.received', { received: issue.received }), ...(issue.fix === undefined ? [] : [t('specEditor.fix', { fix: say(issue.fix) })])],
      tone: 'error',
    }))
  }

  const suggest = (text: string, position: number): Suggestions | null => suggestionsAt(readJson(text), text, position, fields.value, say, bounds)

  function remark(text: string, position: number): Remark | null {
    const json = readJson(text)
    const place = placeAt(json, text, position)
    if (place === null || place.token.from === place.token.to) return null
    const spec = plainValue(json.root)
    if (place.expects === 'value') {
      const found = expectationAt(fields.value, place.path, spec, say)
      const value = plainValue(nodeAt(json.root, place.path)?.value ?? null)
      if (found === null) return null
      // A kind is told about itself rather than about its field.
      const owner = place.path.at(-1) === 'kind' ? expectationAt(fields.value, place.path.slice(0, -1), spec, say)?.holds : found.holds
      if (owner?.sort === 'block' && typeof value === 'string' && owner.registry.has(value)) return { range: place.token, title: say(owner.registry.get(value).label), doc: say(owner.registry.get(value).doc), detail: owner.registry.get(value).reference ?? '' }
      return found.field === null ? null : remarkOf(place.token, found.field.label, found.field.doc, bounds(found.holds), found.field.start)
    }
    const owner = expectationAt(fields.value, place.path, spec, say)
    const name = JSON.parse(text.slice(place.token.from, place.token.to)) as string
    const value = plainValue(nodeAt(json.root, place.path)?.value ?? null)
    const field = owner === null ? undefined : fieldsOf(owner.holds, value, say)[name]
    return field === undefined ? null : remarkOf(place.token, field.label, field.doc, bounds(field.holds), field.start)
  }

  const remarkOf = (range: Remark['range'], title: string, doc: string, own: string, start: string): Remark => ({ range, title, doc, detail: [own, start === '""' || start.length > 24 ? '' : t('specEditor.standard', { value: start })].filter((part) => part !== '').join(' · ') })

  const rangeOf = (path: string, text: string): Remark['range'] => rangeOfIssue({ path, received: '' }, readJson(text))

  return { write, says, problemsOf, suggest, remark, rangeOf }
}
