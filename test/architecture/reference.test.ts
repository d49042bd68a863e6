import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { referencePage } from '../../tools/reference.ts'

it('docs/reference.md says what the definitions say', () => {
  const page = readFileSync(new URL('../../docs/reference.md', import.meta.url), 'utf8')
  expect(page === referencePage(), 'run "npm run reference"').toBe(true)
})
