import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import * as core from '../../core/index.ts'

const source = readFileSync(new URL('../../core/index.ts', import.meta.url), 'utf8')

/** `type` stands before what exists for the compiler alone. */
function exportedNames(): string[] {
  return [...source.matchAll(/^export (type )?\{([^}]*)\}/gm)].flatMap(([, types, list]) =>
    list!.split(',').map((entry) => entry.trim()).filter((entry) => entry !== '').map((entry) => (types === undefined ? entry : `type ${entry}`)))
}

it('changes only on purpose', async () => {
  const names = exportedNames().sort((a, b) => a.replace(/^type /, '').localeCompare(b.replace(/^type /, ''), 'en'))
  await expect(`${names.join('\n')}\n`).toMatchFileSnapshot('public-api.txt')
})

it('exports by name alone, each name once', () => {
  const names = exportedNames()
  expect(new Set(names).size).toBe(names.length)
  expect(names.filter((name) => !name.startsWith('type ')).sort()).toEqual(Object.keys(core).sort())
})
