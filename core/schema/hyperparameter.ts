import type { Registry, Resolved, Definition } from './registry.ts'
import type { Text } from './text.ts'

interface Described {
  readonly label: Text
  /** One sentence; formulas in plain text or TeX between dollar signs. */
  readonly doc: Text
  /** May be changed while a run trains; read anew in every step, or written down anew when it changes. */
  readonly live?: true
}

/** A number's bounds: `min` and `max` are allowed values, `above` and `below` are not. */
export interface Bounds {
  readonly min?: number
  readonly above?: number
  readonly below?: number
  readonly max?: number
}

/** A hyper-parameter described once; types, validation, forms, the reference page and tests derive from it. */
export type Hyperparameter =
  | (Described & Bounds & { readonly kind: 'float'; readonly default: number; readonly scale?: 'linear' | 'log'; readonly unit?: Text })
  | (Described & Bounds & { readonly kind: 'int'; readonly default: number; readonly scale?: 'linear' | 'log'; readonly unit?: Text })
  | (Described & { readonly kind: 'choice'; readonly default: string; readonly options: Readonly<Record<string, Text>> })
  | (Described & { readonly kind: 'flag'; readonly default: boolean })
  | (Described & { readonly kind: 'shape'; readonly default: readonly number[] })
  | (Described & { readonly kind: 'text'; readonly default: string | null })
  /** A file, relative to the spec file or absolute. */
  | (Described & { readonly kind: 'path'; readonly default: string | null })
  /** Another block, e.g. a layer's initializer; written as `{ "kind": … }` or, with defaults, as the kind alone. */
  | (Described & { readonly kind: 'block'; readonly registry: Registry<Definition>; readonly default: string | null })

export type Schema = Readonly<Record<string, Hyperparameter>>

type ValueOf<P extends Hyperparameter> =
  P extends { kind: 'float' | 'int' } ? number
  : P extends { kind: 'flag' } ? boolean
  : P extends { kind: 'choice'; options: infer O } ? keyof O & string
  : P extends { kind: 'shape' } ? readonly number[]
  : P extends { kind: 'text' | 'path'; default: infer D } ? (D extends null ? string | null : string)
  : P extends { kind: 'block'; registry: Registry<infer D>; default: infer N } ? (N extends null ? Resolved<D> | null : Resolved<D>)
  : never

export type Values<S extends Schema> = { readonly [K in keyof S]: ValueOf<S[K]> }

type Of<K extends Hyperparameter['kind']> = Omit<Extract<Hyperparameter, { kind: K }>, 'kind'>

export const float = <const P extends Of<'float'>>(hyperparameter: P) => ({ kind: 'float', ...hyperparameter }) as const
export const int = <const P extends Of<'int'>>(hyperparameter: P) => ({ kind: 'int', ...hyperparameter }) as const
export const flag = <const P extends Of<'flag'>>(hyperparameter: P) => ({ kind: 'flag', ...hyperparameter }) as const
export const choice = <const P extends Of<'choice'>>(hyperparameter: P) => ({ kind: 'choice', ...hyperparameter }) as const
export const shape = <const P extends Of<'shape'>>(hyperparameter: P) => ({ kind: 'shape', ...hyperparameter }) as const
export const textValue = <const P extends Of<'text'>>(hyperparameter: P) => ({ kind: 'text', ...hyperparameter }) as const
export const path = <const P extends Of<'path'>>(hyperparameter: P) => ({ kind: 'path', ...hyperparameter }) as const
export const block = <R extends Registry<Definition>, const N extends string | null>(
  hyperparameter: Described & { registry: R; default: N },
) => ({ kind: 'block', ...hyperparameter }) as const
