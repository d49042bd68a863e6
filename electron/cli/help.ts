import type { Command, OptionDefinition } from './command.ts'
import { COMMON_OPTIONS } from './parse-arguments.ts'
import { formatTable } from './table.ts'

/** All commands, one line each. */
export function commandsHelp(commands: readonly Command[]): string {
  const lines = formatTable(commands.map((command) => [`  descent ${command.name} ${command.operands.join(' ')}`.trimEnd(), command.doc]))
  return `Descent: neural-network experiments from the terminal.\n\n${lines}\n\ndescent COMMAND --help tells more.\n`
}

export function commandHelp({ name, operands, doc, options }: Command): string {
  const rows = Object.entries({ ...options, ...COMMON_OPTIONS }).map(([option, definition]) => [`  ${spelling(option, definition)}`, definition.doc])
  return `descent ${[name, ...operands].join(' ')}\n${doc}\n\n${formatTable(rows)}\n`
}

const spelling = (name: string, { short, value, kind }: OptionDefinition): string =>
  `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}${kind === 'list' ? ' …' : ''}`
