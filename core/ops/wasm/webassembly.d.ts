// The few globals that the wasm ops use; core compiles without DOM or Node types.
declare namespace WebAssembly {
  class Module {
    constructor(bytes: ArrayBufferView)
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum: number; shared: boolean })
    readonly buffer: SharedArrayBuffer
    grow(pages: number): number
  }
  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>)
    readonly exports: Readonly<Record<string, unknown>>
  }
  function validate(bytes: ArrayBufferView): boolean
  function compile(bytes: ArrayBufferView): Promise<Module>
  function instantiate(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Promise<Instance>
}

declare function atob(text: string): string
