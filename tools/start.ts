// npm start: the app in an Electron window where there can be one, else in the browser. Installs and builds what is missing first.
import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'
import { electronBinary, fetchElectron } from './fetch-electron.ts'
import { ensureBuilt, ensureInstalled, note, root, runEntry } from './setup.ts'

interface Options {
  readonly web: boolean
  readonly open: boolean
  readonly port: string | undefined
  readonly workspace: string | undefined
}

const USAGE = 'npm start -- [--web] [--port N] [--no-open] [--workspace DIR]'

function readOptions(words: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { web: { type: 'boolean', default: false }, 'no-open': { type: 'boolean', default: false }, port: { type: 'string' }, workspace: { type: 'string' } },
    })
    return { web: values.web, open: !values['no-open'], port: values.port, workspace: values.workspace }
  } catch (error) {
    note(`${error instanceof Error ? error.message.split('\n')[0] : String(error)} Usage: ${USAGE}`)
    return null
  }
}

async function start(options: Options): Promise<void> {
  ensureInstalled()
  ensureBuilt()
  const reason = options.web || options.port !== undefined ? null : await openElectron(options)
  if (reason === 'opened') return
  if (reason !== null) note(`${reason}; serving it to the browser instead.`)
  await serve(options)
}

/** `opened` once the window has closed again; otherwise why there can be none. */
async function openElectron({ workspace }: Options): Promise<string> {
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
  if (!hasDisplay) return 'There is no display for a window'
  const binary = electronBinary() ?? (await fetchElectron())
  if (binary === null) return 'The Electron window could not be fetched'
  // Chromium's sandbox cannot be used by root; a container often has no other user.
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0
  const args = [root, ...(workspace === undefined ? [] : [`--workspace=${workspace}`]), ...(asRoot ? ['--no-sandbox'] : [])]
  return runElectron(binary, args)
}

/** A window that fails this soon never opened: a library it needs is missing, or the display refuses it. */
const STARTED_AFTER_MS = 4000

function runElectron(binary: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const began = Date.now()
    const child = spawn(binary, args, { stdio: 'inherit' })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
    child.on('error', () => resolve('The Electron window does not run here'))
    child.on('exit', (code) => {
      if (code !== 0 && code !== null && Date.now() - began < STARTED_AFTER_MS) return resolve(`The Electron window did not open (code ${code})`)
      process.exitCode = code ?? 0
      resolve('opened')
    })
  })
}

/** The web host runs in this process, so that interrupting reaches it. */
async function serve({ open, port, workspace }: Options): Promise<void> {
  const words = ['serve', ...(port === undefined ? [] : ['--port', port]), ...(workspace === undefined ? [] : ['--workspace', workspace]), ...(open ? ['--open'] : [])]
  process.argv = [process.argv[0]!, process.argv[1]!, ...words]
  const commandLine: string = new URL('../out/main/cli.js', import.meta.url).href
  await import(commandLine)
}

const options = readOptions(process.argv.slice(2))
if (options === null) process.exitCode = 2
else await runEntry(() => start(options))
