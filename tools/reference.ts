// npm run reference: docs/reference.md, every block with its hyper-parameters, written from their definitions. A test compares the two.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  activations, augmentations, datasets, ensembles, initializers, layers, losses, metrics, optimizers, pretrainings, regularizers, saliencies, schedules, splits, templates, transforms, type Definition, type Hyperparameter, type Registry,
} from '../core/index.ts'
import { coveragePage } from './coverage.ts'

const chapters: readonly (readonly [title: string, registry: Registry<Definition>])[] = [
  ['Data sets', datasets], ['Splits', splits], ['Preprocessing', transforms], ['Augmentation', augmentations], ['Layers', layers], ['Activations', activations], ['Initializers', initializers],
  ['Losses', losses], ['Metrics', metrics], ['Optimizers', optimizers], ['Schedules', schedules], ['Regularizers', regularizers], ['Pre-training', pretrainings], ['Ensembles', ensembles], ['Explanations', saliencies], ['Templates', templates],
]

/** A bar would end a table's cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** `2 … 100`, `> 0`, `relu, tanh, …`: what may be given. */
function rangeOf(hyperparameter: Hyperparameter): string {
  switch (hyperparameter.kind) {
    case 'float':
    case 'int': {
      const { min, above, below, max, unit } = hyperparameter
      const low = min !== undefined ? `≥ ${min}` : above !== undefined ? `> ${above}` : ''
      const high = max !== undefined ? `≤ ${max}` : below !== undefined ? `< ${below}` : ''
      return [[low, high].filter((bound) => bound !== '').join(', ') || 'any number', unit?.en ?? ''].filter((part) => part !== '').join(' ')
    }
    case 'choice': return Object.keys(hyperparameter.options).map((option) => `\`${option}\``).join(', ')
    case 'flag': return '`true`, `false`'
    case 'shape': return 'whole numbers'
    case 'text': return 'text'
    case 'path': return 'a file'
    case 'block': return `a ${hyperparameter.registry.role}`
  }
}

function describeBlock(kind: string, { label, doc, reference, hyperparameters }: Definition): string {
  const rows = Object.entries(hyperparameters).map(([name, hyperparameter]) =>
    `| \`${name}\` | ${cell(JSON.stringify(hyperparameter.default))} | ${cell(rangeOf(hyperparameter))} | ${cell(hyperparameter.doc.en)}${hyperparameter.live === true ? ' May change during a run.' : ''} |`)
  const table = rows.length === 0 ? [] : ['', '| field | default | values | meaning |', '|---|---|---|---|', ...rows]
  return [`### \`${kind}\` – ${label.en}`, '', doc.en, ...(reference === undefined ? [] : ['', `*${reference}*`]), ...table, ''].join('\n')
}

/** The whole page. */
export function referencePage(): string {
  const contents = chapters.map(([title, { kinds }]) => `- [${title}](#${title.toLowerCase().replaceAll(' ', '-')}): ${kinds.map((kind) => `\`${kind}\``).join(', ')}`)
  const body = chapters.map(([title, registry]) => [`## ${title}`, '', ...registry.kinds.map((kind) => describeBlock(kind, registry.get(kind)))].join('\n'))
  return [
    '# Reference', '',
    'Every kind that an experiment can name, with the fields it takes beside `kind`. A block whose fields keep their defaults may be written as its kind alone.',
    'Explanations are not part of an experiment: Mistakes offers them for each sample. Templates are none either: each makes a whole experiment, fitted to the data. What may change during a run is changed by `changes`, a list of `{ "step": 1200, "path": "optimizer.learningRate", "value": 0.0005 }`, or from the window. This page is written from the definitions by `npm run reference`.', '', ...contents, '', ...body,
  ].join('\n')
}

if (import.meta.main) {
  const docs = join(import.meta.dirname, '..', 'docs')
  writeFileSync(join(docs, 'reference.md'), referencePage())
  writeFileSync(join(docs, 'coverage.md'), coveragePage())
}
