import { resolve } from 'node:path'
import { drawNetwork, familyLabels, formatIssue, sketchNetwork, type DrawingTheme, type ExperimentSpec, type Language } from '../../core/index.ts'
import { writeDurably } from '../../core/worker/write-durably.ts'
import { choose } from './choose.ts'
import { EXIT, type Command } from './command.ts'
import { readSpec } from './read-spec.ts'
import { SET } from './run-commands.ts'
import { UsageError } from './usage-error.ts'

const THEMES: readonly DrawingTheme[] = ['light', 'dark', 'print']
const LANGUAGES: readonly Language[] = ['en', 'es']
export const draw: Command = {
  name: 'draw',
  operands: ['SPEC.json'],
  doc: 'Draws an experiment\'s network as an SVG file, with every problem of the spec on the way.',
  options: {
    set: SET,
    output: { kind: 'value', short: 'o', value: 'FILE.svg', doc: 'where to; otherwise named after the experiment' },
    theme: { kind: 'value', value: THEMES.join('|'), doc: 'print has no background, and hatching beside colours' },
    language: { kind: 'value', value: LANGUAGES.join('|'), doc: 'of the labels' },
    title: { kind: 'flag', doc: 'the experiment\'s name and summary above the drawing' },
    legend: { kind: 'flag', doc: 'what the colours mean' },
  },
  async run({ open, output, invocation }) {
    const spec = await readSpec(invocation.operands[0]!, invocation.list('set')) as ExperimentSpec
    const theme = choose('theme', invocation.value('theme'), THEMES, 'light')
    const language = choose('language', invocation.value('language'), LANGUAGES, 'en')
    const { api } = await open('read')
    const description = await api.experiments.describe(spec)
    for (const issue of description.issues) output.note(formatIssue(issue))
    if (description.layers.length === 0) return EXIT.badInput
    const named = Object.fromEntries(Object.entries(familyLabels).map(([family, label]) => [family, label[language]]))
    // Left out, the last layer has the usual loss of the task.
    const outputs = Array.isArray(spec.outputs) ? spec.outputs : [{ from: description.layers.at(-1)!.id, loss: { kind: description.data?.task === 'regression' ? 'meanSquaredError' : 'softmaxCrossEntropy' } }]
    const drawing = sketchNetwork({ ...spec, outputs }, description, description.data?.name ?? String((spec.dataset as { readonly kind?: string }).kind ?? ''), language)
    const svg = drawNetwork(drawing, { theme, title: invocation.flag('title') ? spec.name : null, caption: invocation.flag('title') ? description.summary : null, legend: invocation.flag('legend') ? named : null })
    const file = resolve(targetOf(invocation.value('output'), spec.name))
    await writeDurably(file, new TextEncoder().encode(svg)).catch((error: unknown) => {
      throw new UsageError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
    })
    output.result({ file, theme, nodes: drawing.nodes.length, edges: drawing.edges.length, issues: description.issues }, () => `${file}\n`)
    return description.issues.length === 0 ? EXIT.done : EXIT.badInput
  },
}

function targetOf(given: string | null, name: string): string {
  if (given !== null && !given.toLowerCase().endsWith('.svg')) throw new UsageError(`--output: expected a file that ends in .svg, got ${given} (PNG pictures are saved from the canvas in the window)`)
  return given ?? `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'network'}.svg`
}
