import { spawn, type ChildProcess } from 'node:child_process'
import { onTestFinished } from 'vitest'
import { runCommandLine } from '../../electron/cli/run-command-line.ts'
import { commandLineFile, installation } from './services.ts'

export interface Ended { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** Runs a command in this process. */
export async function descent(...words: readonly string[]): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  const code = await runCommandLine({
    words,
    installation,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    onInterrupt: () => {},
  })
  return { code, stdout, stderr }
}

export interface Running { readonly child: ChildProcess; readonly ended: Promise<Ended>; /** Resolves when stderr matches. */ says(pattern: RegExp): Promise<void> }

/** Runs a command in a process of its own, which can be interrupted and killed. */
export function startDescent(...words: readonly string[]): Running {
  const child = spawn(process.execPath, [commandLineFile, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  const waiting: { readonly pattern: RegExp; resolve(): void }[] = []
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
    for (const { pattern, resolve } of waiting) if (pattern.test(stderr)) resolve()
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return {
    child,
    ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr }))),
    says: (pattern) => new Promise((resolve) => {
      if (pattern.test(stderr)) resolve()
      else waiting.push({ pattern, resolve })
    }),
  }
}
