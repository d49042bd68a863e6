/** What the benchmark asks a peer for, one JSON line each; a peer answers with one line. */
export type BenchRequest =
  | { readonly type: 'train'; readonly network: string; readonly batch: number; readonly seconds: number }
  | { readonly type: 'product'; readonly form: 'NT' | 'NN' | 'TN'; readonly rows: number; readonly columns: number; readonly depth: number; readonly seconds: number }
  | { readonly type: 'elementwise'; readonly op: 'exp' | 'tanh' | 'logistic' | 'adam'; readonly seconds: number }
  | { readonly type: 'peak'; readonly seconds: number }

/** Seconds per step, product, element, or multiply-add; or why there is no figure. */
export type BenchReply = { readonly seconds: number } | { readonly unsupported: string }

/** A peer's first line: who it is. */
export interface BenchGreeting { readonly ready: string }
