import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as core from '../../core/index.ts'
import type { Definition, Hyperparameter, Registry, Text } from '../../core/index.ts'

/** Every registry, and the folder whose files are its blocks. */
const registries: readonly (readonly [folder: string, registry: Registry<Definition>, blocks: string])[] = [
  ['activations', core.activations, 'activations'],
  ['augmentations', core.augmentations, 'augmentations'],
  ['datasets', core.datasets, 'datasets/sources'],
  ['ensembles', core.ensembles, 'ensembles'],
  ['initializers', core.initializers, 'initializers'],
  ['layers', core.layers, 'layers'],
  ['losses', core.losses, 'losses'],
  ['metrics', core.metrics, 'metrics'],
  ['optimizers', core.optimizers, 'optimizers'],
  ['preprocessing', core.transforms, 'preprocessing'],
  ['pretraining', core.pretrainings, 'pretraining'],
  ['regularizers', core.regularizers, 'regularizers'],
  ['saliency', core.saliencies, 'saliency'],
  ['schedules', core.schedules, 'schedules'],
  ['splits', core.splits, 'splits'],
  ['templates', core.templates, 'templates'],
]
const coreFolder = new URL('../../core/', import.meta.url)
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The blocks that a folder's files define: what is made with a `define…` function or declared to be a definition. */
function definedIn(folder: string): { name: string; file: string }[] {
  return readdirSync(new URL(`${folder}/`, coreFolder))
    .filter((file) => file.endsWith('.ts') && file !== 'definition.ts')
    .flatMap((file) => {
      const source = readFileSync(new URL(`${folder}/${file}`, coreFolder), 'utf8')
      return [...source.matchAll(/^export const (\w+)(?:: \w+Definition\b.*)? = (?:define\w+\(|\{)/gm)].map((match) => ({ name: match[1]!, file }))
    })
}

it('covers every registry there is', () => {
  const folders = readdirSync(coreFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && readdirSync(new URL(`${entry.name}/`, coreFolder)).includes('registry.ts') && entry.name !== 'schema')
  expect(folders.map(({ name }) => name).sort()).toEqual(registries.map(([folder]) => folder))
})

describe.each(registries)('core/%s', (_, registry, blocks) => {
  it('registers every block of its folder under the name of its file', () => {
    const defined = definedIn(blocks)
    expect(defined.map(({ name }) => name).sort()).toEqual([...registry.kinds].sort())
    expect(defined.map(({ name, file }) => [name, file])).toEqual(defined.map(({ name }) => [name, `${kebab(name)}.ts`]))
  })

  it('says what every block is, in both languages', () => {
    const missing = registry.kinds.flatMap((kind) => wordless(registry.get(kind), kind))
    expect(missing).toEqual([])
  })

  it('gives every block defaults that pass its own checks', () => {
    const problems = registry.kinds.flatMap((kind) => {
      const issues: core.Issue[] = []
      registry.resolve({ kind, ...required(registry.get(kind)) }, kind, issues)
      return issues
    })
    expect(problems).toEqual([])
  })
})

/** Files have no default: any name will do. */
const required = ({ hyperparameters }: Definition): Record<string, string> =>
  Object.fromEntries(Object.entries(hyperparameters).flatMap(([name, { kind, default: initial }]) => (kind === 'path' && initial === '' ? [[name, 'file']] : [])))

function wordless(definition: Definition, kind: string): string[] {
  const own = lacking({ label: definition.label, doc: definition.doc }, kind)
  return [...own, ...Object.entries(definition.hyperparameters).flatMap(([name, hyperparameter]) => wordlessHyperparameter(hyperparameter, `${kind}.${name}`))]
}

function wordlessHyperparameter(hyperparameter: Hyperparameter, path: string): string[] {
  const options = hyperparameter.kind === 'choice' ? hyperparameter.options : {}
  return lacking({ label: hyperparameter.label, doc: hyperparameter.doc, ...options }, path)
}

const lacking = (texts: Readonly<Record<string, Text>>, path: string): string[] =>
  Object.entries(texts).flatMap(([name, { en, es }]) => [...(en.trim() === '' ? [`${path} ${name}.en`] : []), ...(es.trim() === '' ? [`${path} ${name}.es`] : [])])
