// bin/descent: installs and builds what is missing, then hands the words over to the command line.
import { ensureBuilt, ensureInstalled, runEntry } from './setup.ts'

await runEntry(async () => {
  ensureInstalled()
  ensureBuilt()
  const commandLine: string = new URL('../out/main/cli.js', import.meta.url).href
  await import(commandLine)
})
