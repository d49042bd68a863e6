// npm run reference writes docs/coverage.md too: what the lectures contain, the files that do it and the tests that prove it. A test compares the page.
import { catalogue, type CatalogueRow } from './catalogue.ts'

/** Registries whose blocks lie in a folder of the same name. */
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The files of a row: those of its blocks, then the others. */
export const filesOf = ({ kinds = {}, files = [] }: CatalogueRow): readonly string[] =>
  [...Object.entries(kinds).flatMap(([registry, names]) => names.map((kind) => `core/${registry}/${kebab(kind)}.ts`)), ...files]

const links = (paths: readonly string[]): string => paths.map((path) => `[${path.replace(/^(core|test\/core|test)\//, '').replace(/\.ts$/, '')}](../${path})`).join(', ')

/** The whole page. */
export const coveragePage = (): string => [
  '# Coverage', '',
  'What the lectures teach about learning, by the ids of their catalogue: neuron models (ACT), layers (LAY), initializers (INI), losses and metrics (LOS, MET),',
  'rules without back-propagation (RUL), optimizers (OPT), learning rates (SCH), batches (BAT), regularization (REG), and the advice they end with (§14).',
  'This page is written by `npm run reference`; a test fails when a file or a test of it is missing, or a block belongs to no line.', '',
  '| id | what | files | tests |', '|---|---|---|---|',
  ...catalogue.map((row) => `| ${row.id} | ${row.what} | ${links(filesOf(row))} | ${links(row.tests)} |`), '',
].join('\n')
