import { SpecError, text, type AskedChange, type Issue } from '../../core/index.ts'
import { EXIT, type Command } from './command.ts'
import { findRun } from './find-run.ts'
import { parseValue } from './overrides.ts'
import { formatTable } from './table.ts'
import { UsageError } from './usage-error.ts'

export const change: Command = {
  name: 'change',
  operands: ['RUN', 'PATH=VALUE…'],
  doc: 'Gives a run that another process trains (a window, descent serve, descent run) other values from its next step on: optimizer.learningRate=0.001, stop.epochs=20. They are kept in its spec.',
  options: {},
  async run({ open, output, invocation, onInterrupt }) {
    const [word = '', ...words] = invocation.operands
    const asked = words.map(readChange)
    const services = await open('read')
    const run = await findRun(services.api, word)
    if (run.status !== 'running' && run.status !== 'paused') {
      throw new SpecError([{
        path: run.name, expected: text('a run that trains or is paused', 'un entrenamiento en marcha o en pausa'), received: `one that is ${run.status}`,
        fix: run.status === 'interrupted' ? text(`descent resume ${run.id} continues it`, `descent resume ${run.id} lo continúa`) : text('train its spec again with --set', 'entrene de nuevo su especificación con --set'),
      }])
    }
    const interruption = new AbortController()
    onInterrupt(() => interruption.abort())
    const changes = await services.changeElsewhere(run, asked, interruption.signal).catch((error: unknown) => {
      if (interruption.signal.aborted) return null
      throw error instanceof SpecError ? new SpecError(error.issues.map((issue) => named(issue, asked))) : error
    })
    if (changes === null) return EXIT.interrupted
    const made = asked.flatMap(({ path }) => changes.findLast((found) => found.path === path) ?? [])
    output.result({ run: run.id, made, changes }, () => `${formatTable([['after step', 'field', 'value'], ...made.map(({ step, path, value }) => [String(step), path, JSON.stringify(value)])], { header: true })}\n`)
    return EXIT.done
  },
}

function readChange(word: string): AskedChange {
  const equals = word.indexOf('=')
  if (equals < 1) throw new UsageError(`a change is path=value, got ${JSON.stringify(word)}`)
  const value = parseValue(word.slice(equals + 1))
  if (typeof value !== 'number' && typeof value !== 'boolean' && typeof value !== 'string') throw new UsageError(`${word}: the value should be a number, true, false or a word`)
  return { path: word.slice(0, equals), value }
}

/** A problem of the third change is one of the field that was written third. */
function named(issue: Issue, asked: readonly AskedChange[]): Issue {
  const position = /^changes\[(\d+)\]/.exec(issue.path)?.[1]
  const change = position === undefined ? undefined : asked[Number(position)]
  return change === undefined ? issue : { ...issue, path: change.path }
}
