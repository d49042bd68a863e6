import type { Services, ServicesOptions } from '../services/create-services.ts'
import type { Installation } from '../services/installation.ts'
import type { Output } from './output.ts'

/** `flag`: stands alone. `value`: takes one. `list`: may be repeated. */
export interface OptionDefinition {
  readonly kind: 'flag' | 'value' | 'list'
  readonly short?: string
  /** How the value is called in the help. */
  readonly value?: string
  readonly doc: string
}

export interface Invocation {
  readonly operands: readonly string[]
  flag(name: string): boolean
  value(name: string): string | null
  list(name: string): readonly string[]
}

/** What a command has at hand. */
export interface Context {
  readonly invocation: Invocation
  readonly installation: Installation
  readonly output: Output
  /** Opens the workspace; it is closed when the command ends. */
  open(mode: 'read' | 'write', options?: Partial<Pick<ServicesOptions, 'startsStored' | 'parallelRuns' | 'threads'>>): Promise<Services>
  /** The workspace's folder. */
  readonly workspace: string
  /** Calls back once when the user interrupts; a second interruption ends the process. */
  onInterrupt(callback: () => void): void
}

export const EXIT = { done: 0, failed: 1, badInput: 2, interrupted: 130 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** One command of the terminal. */
export interface Command {
  readonly name: string
  /** `SPEC.json`, `RUN…`; in brackets what may be left out. */
  readonly operands: readonly string[]
  readonly doc: string
  readonly options: Readonly<Record<string, OptionDefinition>>
  run(context: Context): Promise<ExitCode>
}
