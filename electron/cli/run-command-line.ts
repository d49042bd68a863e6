import { formatIssue, nearest, SpecError } from '../../core/index.ts'
import { createServices, type Services } from '../services/create-services.ts'
import type { Installation } from '../services/installation.ts'
import { EXIT, type Command, type ExitCode } from './command.ts'
import { commands } from './commands.ts'
import { commandHelp, commandsHelp } from './help.ts'
import { createOutput, type Streams } from './output.ts'
import { parseArguments } from './parse-arguments.ts'
import { UsageError } from './usage-error.ts'
import { workspaceFolder } from '../services/workspace-folder.ts'

export interface CommandLine extends Streams {
  readonly words: readonly string[]
  readonly installation: Installation
  /** Calls back whenever the user interrupts. */
  onInterrupt(callback: () => void): void
}

/** Runs one command and returns the exit code. Problems are lines on stderr. */
export async function runCommandLine(line: CommandLine): Promise<ExitCode> {
  const { words, stdout, stderr, installation } = line
  try {
    if (words.length === 0 || words[0] === '--help' || words[0] === '-h' || words[0] === 'help') {
      stdout.write(commandsHelp(commands))
      return words.length === 0 ? EXIT.badInput : EXIT.done
    }
    if (words[0] === '--version') {
      stdout.write(`${installation.version}\n`)
      return EXIT.done
    }
    const { command, rest } = findCommand(words)
    return await runCommand(command, rest, line)
  } catch (error) {
    for (const problem of problemsOf(error)) stderr.write(`${problem}\n`)
    return error instanceof SpecError || error instanceof UsageError ? EXIT.badInput : EXIT.failed
  }
}

async function runCommand(command: Command, words: readonly string[], line: CommandLine): Promise<ExitCode> {
  const invocation = parseArguments(command, words)
  if (invocation.flag('help')) {
    line.stdout.write(commandHelp(command))
    return EXIT.done
  }
  const workspace = workspaceFolder(invocation.value('workspace'))
  const opened: Services[] = []
  try {
    return await command.run({
      invocation,
      installation: line.installation,
      output: createOutput(line, invocation.flag('json')),
      workspace,
      onInterrupt: line.onInterrupt,
      async open(mode, options = {}) {
        const services = await createServices({ installation: line.installation, workspace, mode, host: 'web', ...options })
        opened.push(services)
        return services
      },
    })
  } finally {
    for (const services of opened) await services.close()
  }
}

/** A command's name is one word or two. */
function findCommand(words: readonly string[]): { command: Command; rest: readonly string[] } {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ')
    const command = commands.find((candidate) => candidate.name === name)
    if (command !== undefined) return { command, rest: words.slice(length) }
  }
  const [first = ''] = words
  const family = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name)
  if (family.length > 0) {
    const near = nearest(words.slice(0, 2).join(' '), family)
    throw new UsageError(`"descent ${first}" is followed by one of ${family.map((name) => name.slice(first.length + 1)).join(', ')}${near === null ? '' : `; did you mean "descent ${near}"?`}`)
  }
  const near = nearest(first, commands.map(({ name }) => name))
  throw new UsageError(`there is no command ${JSON.stringify(first)}${near === null ? '; see descent --help' : `; did you mean "descent ${near}"?`}`)
}

function problemsOf(error: unknown): readonly string[] {
  if (error instanceof SpecError) return error.issues.map((issue) => `descent: ${formatIssue(issue)}`)
  return [`descent: ${error instanceof Error ? error.message : String(error)}`]
}
