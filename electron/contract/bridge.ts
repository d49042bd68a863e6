import type { Issue } from '../../core/index.ts'

/** An error as it crosses the boundary: data, so that both ends see the same thing. */
export interface ErrorData {
  readonly name: string
  readonly message: string
  readonly issues?: readonly Issue[]
}

export type Reply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ErrorData }

/** What the preload script puts on `window.descent`, and what the web host's client imitates. */
export interface Bridge {
  invoke(channel: string, args: readonly unknown[]): Promise<Reply>
  /** Returns the function that stops listening. */
  listen(announcement: string, listener: (payload: unknown) => void): () => void
  /** Desktop only: the path of a dropped file. */
  pathOf?(file: unknown): string
}
