/** What a helper thread needs to join an engine. */
export interface HelperTask {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  /** 1 for the first helper; 0 is the thread that owns the engine. */
  readonly thread: number
  readonly scratch: number
  readonly control: number
}

/** Starts threads. Core knows none; the host passes this in. */
export interface HelperThreads {
  /** Starts a thread that calls `helpEngine(task)`; resolves once it is about to. */
  start(task: HelperTask): Promise<void>
}

/** A helper thread's whole life on an engine; returns when the engine is disposed of. */
export function helpEngine(instantiate: (module: WebAssembly.Module, imports: Record<string, Record<string, unknown>>) => WebAssembly.Instance, task: HelperTask): void {
  const instance = instantiate(task.module, kernelImports(task.memory))
  const { help } = instance.exports as unknown as { help(thread: number, scratch: number, control: number): void }
  help(task.thread, task.scratch, task.control)
}

export const kernelImports = (memory: WebAssembly.Memory) => ({ env: { memory, abort: () => { throw new Error('A kernel stopped') } } })

