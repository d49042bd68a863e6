import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as core from '../../core/index.ts'
import { coveragePage, filesOf } from '../../tools/coverage.ts'
import { catalogue } from '../../tools/catalogue.ts'

const root = new URL('../../', import.meta.url)
const at = (path: string): URL => new URL(path, root)
const shared = at('../shared/catalogue.md')

/** The registries of what learns; data sets, splits and transforms have lines of their own elsewhere. */
const registries = {
  activations: core.activations, augmentations: core.augmentations, ensembles: core.ensembles, initializers: core.initializers, layers: core.layers, losses: core.losses,
  metrics: core.metrics, optimizers: core.optimizers, pretraining: core.pretrainings, regularizers: core.regularizers, schedules: core.schedules,
}
/** Layers that carry an activation and nothing of their own. */
const WITHOUT_A_LINE = ['layers/activation']

describe('the coverage page', () => {
  it('is what `npm run reference` writes', () => {
    expect(readFileSync(at('docs/coverage.md'), 'utf8')).toBe(coveragePage())
  })

  it('names files and tests that are there', () => {
    const missing = catalogue.flatMap((row) => [...filesOf(row), ...row.tests].filter((path) => !existsSync(at(path))).map((path) => `${row.id}: ${path}`))
    expect(missing).toEqual([])
  })

  it('has a file and a test for every line', () => {
    expect(catalogue.filter((row) => filesOf(row).length === 0 || row.tests.length === 0).map(({ id }) => id)).toEqual([])
  })

  it('has a line for every block, and blocks for every kind it names', () => {
    const covered = new Set(catalogue.flatMap(({ kinds = {} }) => Object.entries(kinds).flatMap(([registry, names]) => names.map((kind) => `${registry}/${kind}`))))
    const registered = Object.entries(registries).flatMap(([registry, { kinds }]) => kinds.map((kind) => `${registry}/${kind}`))
    expect(registered.filter((block) => !covered.has(block) && !WITHOUT_A_LINE.includes(block))).toEqual([])
    expect([...covered].filter((block) => !registered.includes(block))).toEqual([])
  })

  it('names every kind in one of its tests, or the tests go through the whole registry', () => {
    const silent = catalogue.flatMap(({ id, kinds = {}, tests }) => {
      const text = tests.map((path) => readFileSync(at(path), 'utf8')).join('\n')
      return Object.entries(kinds).flatMap(([registry, names]) => (new RegExp(`${registry}\\.kinds`).test(text) ? [] : names.filter((kind) => !new RegExp(`\\b${kind}\\b`).test(text)).map((kind) => `${id}: ${kind}`)))
    })
    expect(silent).toEqual([])
  })

  it.skipIf(!existsSync(shared))('has every id of the catalogue’s sections on learning (skipped where ../shared is absent)', () => {
    const ids = [...new Set([...readFileSync(shared, 'utf8').matchAll(/\b(?:ACT|LAY|INI|LOS|MET|RUL|OPT|SCH|BAT|REG)-\d+\b/g)].map(([id]) => id))]
    expect(ids.length).toBeGreaterThan(60)
    expect(ids.filter((id) => !catalogue.some((row) => row.id === id))).toEqual([])
  })
})
