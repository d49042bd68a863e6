import { setFlagsFromString } from 'node:v8'

/**
 * Keeps V8 from collecting WebAssembly code that it has replaced by faster code. Threads that end while others compile the same module
 * can make that collection end the whole process ("Check failed: jit_page.has_value()"); what it would free is small. Electron's flags
 * are frozen by now.
 */
export function keepCompiledCode(): void {
  if (process.versions['electron'] === undefined) setFlagsFromString('--no-wasm-code-gc')
}
