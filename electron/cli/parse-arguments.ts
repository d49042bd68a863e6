import { nearest } from '../../core/index.ts'
import type { Command, Invocation, OptionDefinition } from './command.ts'
import { UsageError } from './usage-error.ts'

/** Options that every command takes. */
export const COMMON_OPTIONS: Readonly<Record<string, OptionDefinition>> = {
  workspace: { kind: 'value', value: 'DIR', doc: 'the workspace; otherwise DESCENT_WORKSPACE or your data folder' },
  json: { kind: 'flag', doc: 'one JSON document on stdout, progress on stderr' },
  help: { kind: 'flag', short: 'h', doc: 'show this' },
}

interface Found { readonly name: string; readonly definition: OptionDefinition; readonly inline: string | null }

/** Reads the words after a command's name. Throws UsageError. */
export function parseArguments(command: Command, words: readonly string[]): Invocation {
  const definitions = { ...command.options, ...COMMON_OPTIONS }
  const operands: string[] = []
  const values = new Map<string, string[]>()
  let position = 0
  let onlyOperands = false
  while (position < words.length) {
    const word = words[position++]!
    if (word === '--') {
      onlyOperands = true
      continue
    }
    if (onlyOperands || !word.startsWith('-') || word === '-') {
      operands.push(word)
      continue
    }
    const { name, definition, inline } = findOption(command, definitions, word)
    // What looks like the next option is not this one's value; --name=--value writes such a value.
    const next = words[position]?.startsWith('--') === true ? undefined : words[position]
    const value = definition.kind === 'flag' ? '' : (inline ?? next)
    if (definition.kind !== 'flag' && inline === null) position++
    if (definition.kind === 'flag' && inline !== null) throw new UsageError(`--${name} takes no value`)
    if (value === undefined) throw new UsageError(`--${name} needs a value: --${name} ${definition.value ?? 'VALUE'}`)
    if (definition.kind !== 'list' && values.has(name)) throw new UsageError(`--${name} is given twice`)
    values.set(name, [...(values.get(name) ?? []), value])
  }
  const invocation: Invocation = {
    operands,
    flag: (name) => values.has(name),
    value: (name) => values.get(name)?.[0] ?? null,
    list: (name) => values.get(name) ?? [],
  }
  if (!invocation.flag('help')) checkOperands(command, operands)
  return invocation
}

function findOption(command: Command, definitions: Readonly<Record<string, OptionDefinition>>, word: string): Found {
  const [written, inline] = word.includes('=') ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] : [word, null]
  for (const [name, definition] of Object.entries(definitions)) {
    if (written === `--${name}` || (definition.short !== undefined && written === `-${definition.short}`)) return { name, definition, inline }
  }
  const near = nearest(written.replace(/^-+/, ''), Object.keys(definitions))
  throw new UsageError(`"descent ${command.name}" has no option ${written}${near === null ? `; see descent ${command.name} --help` : `; did you mean --${near}?`}`)
}

function checkOperands({ name, operands: wanted }: Command, given: readonly string[]): void {
  const required = wanted.filter((operand) => !operand.startsWith('['))
  const missing = required[given.length]
  if (missing !== undefined) throw new UsageError(`"descent ${name}" needs ${missing}; see descent ${name} --help`)
  const many = wanted.some((operand) => operand.includes('…'))
  if (!many && given.length > wanted.length) throw new UsageError(`"descent ${name}" does not know what to do with ${JSON.stringify(given[wanted.length])}; see descent ${name} --help`)
}
