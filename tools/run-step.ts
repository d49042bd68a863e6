import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './setup.ts'

/** A program of an installed package, run by this Node: no shell, the same on every system. */
export const packageProgram = (path: string): readonly string[] => [process.execPath, join(root, 'node_modules', path)]

export interface StepResult {
  readonly succeeded: boolean
  readonly seconds: number
}

/** Runs a command and prints one line about it: its name, its time. What it wrote is shown only when it fails. */
export async function runStep(name: string, [program, ...args]: readonly string[]): Promise<StepResult> {
  const started = performance.now()
  const { code, output } = await run(program!, args)
  const seconds = (performance.now() - started) / 1000
  if (code !== 0) process.stdout.write(`${output.trimEnd()}\n`)
  process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(20)} ${seconds.toFixed(1).padStart(6)} s\n`)
  return { succeeded: code === 0, seconds }
}

function run(program: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((finish) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks: Buffer[] = []
    const collect = (chunk: Buffer): void => void chunks.push(chunk)
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', (error) => finish({ code: 1, output: `${program}: ${error.message}` }))
    child.on('close', (code) => finish({ code: code ?? 1, output: Buffer.concat(chunks).toString() }))
  })
}
