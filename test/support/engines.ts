import { createReferenceEngine, createWasmEngine, type Engine } from '../../core/index.ts'

/** Every engine with the tolerance of its precision. */
export const engines: readonly { readonly name: string; readonly relative: number; create(): Promise<Engine> }[] = [
  { name: 'reference', relative: 1e-10, create: async () => createReferenceEngine() },
  { name: 'wasm', relative: 1e-4, create: () => createWasmEngine() },
  { name: 'wasm exact', relative: 1e-4, create: () => createWasmEngine({ exact: true }) },
]
