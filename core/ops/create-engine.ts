import type { Engine } from './ops.ts'
import { createReferenceEngine } from './reference/engine.ts'
import { createWasmEngine } from './wasm/engine.ts'

export interface EngineOptions {
  /** `wasm`: float32, fast. `reference`: float64, slow, the definition. */
  readonly kind: 'wasm' | 'reference'
  /** Results that agree between different machines, at some cost in speed. */
  readonly exact?: boolean
}

/** The numeric engine of one run. */
export async function createEngine({ kind, exact = false }: EngineOptions): Promise<Engine> {
  return kind === 'reference' ? createReferenceEngine() : createWasmEngine({ exact })
}
