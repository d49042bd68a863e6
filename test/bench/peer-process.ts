import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { BenchGreeting, BenchReply, BenchRequest } from './protocol.ts'

/** A program that answers benchmark requests, one line each. */
export interface Peer {
  readonly id: string
  /** How it calls itself. */
  readonly title: string
  ask(request: BenchRequest): Promise<BenchReply>
  close(): void
}

const START_LIMIT_MS = 60_000

/** Starts a peer, or says in a word why there is none. */
export async function startPeer(id: string, command: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Peer | { readonly id: string; readonly absent: string }> {
  const [program, ...parameters] = command
  const child = spawn(program!, parameters, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...environment } })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => { complaints += text })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const first = await Promise.race([nextLine(lines), failure(child), new Promise<null>((resolve) => { setTimeout(resolve, START_LIMIT_MS, null).unref() })])
  if (first === null) {
    child.kill()
    return { id, absent: complaints.trim().split('\n').at(-1)?.slice(0, 100) || 'does not start' }
  }
  return {
    id,
    title: (JSON.parse(first) as BenchGreeting).ready,
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`)
      const line = await nextLine(lines)
      if (line === null) throw new Error(`${id} ended: ${complaints.trim().split('\n').at(-1) ?? ''}`)
      return JSON.parse(line) as BenchReply
    },
    close: () => child.kill(),
  }
}

async function nextLine(lines: AsyncIterator<string>): Promise<string | null> {
  const { value, done } = await lines.next()
  return done ? null : value
}

const failure = (child: ChildProcess): Promise<null> => new Promise((resolve) => {
  child.once('error', () => resolve(null))
  child.once('exit', () => resolve(null))
})
