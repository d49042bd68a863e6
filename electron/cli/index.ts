import { findInstallation } from '../services/installation.ts'
import { runCommandLine } from './run-command-line.ts'

let interruptions = 0
const listeners: (() => void)[] = []

function interrupt(): void {
  interruptions++
  if (interruptions > 1 || listeners.length === 0) process.exit(130)
  for (const listener of listeners) listener()
}

process.on('SIGINT', interrupt)
process.on('SIGTERM', interrupt)
// A reader that stops early (`descent runs | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = await runCommandLine({
  words: process.argv.slice(2),
  stdout: process.stdout,
  stderr: process.stderr,
  installation: findInstallation(import.meta.filename),
  onInterrupt: (callback) => void listeners.push(callback),
})
