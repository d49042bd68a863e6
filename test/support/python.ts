import { spawnSync } from 'node:child_process'

/** An interpreter that has all of these modules, or null (said once for each) where there is none. */
export function pythonWith(...modules: readonly string[]): string | null {
  const found = ['python3', '/usr/bin/python3', 'python'].find((python) => spawnSync(python, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' }).status === 0)
  if (found === undefined) process.stderr.write(`Tests that run Python are skipped: none here has ${modules.join(' and ')}.\n`)
  return found ?? null
}

/** Runs a program and returns what it wrote to its standard output; throws with what it said where it failed. */
export function runPython(python: string, words: readonly string[], folder: string): string {
  const { status, stdout, stderr } = spawnSync(python, words, { cwd: folder, encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' }, maxBuffer: 64 * 2 ** 20 })
  if (status !== 0) throw new Error(`python ${words.join(' ')} ended with ${status}: ${stderr}`)
  return stdout
}
