import type { Engine } from './ops.ts'
import { createReferenceEngine } from './reference/engine.ts'
import { createWasmEngine, type WasmEngineOptions } from './wasm/engine.ts'

export interface EngineOptions extends WasmEngineOptions {
  /** `wasm`: float32, fast. `reference`: float64, slow, the definition. */
  readonly kind: 'wasm' | 'reference'
}

/** The numeric engine of one run. */
export async function createEngine({ kind, ...options }: EngineOptions): Promise<Engine> {
  return kind === 'reference' ? createReferenceEngine() : createWasmEngine(options)
}
