import type { Issue } from '../../core/index.ts'
import type { ErrorData } from '../../electron/contract/bridge.ts'

/** What the backend refused and why; `issues` holds every problem when the input was at fault. */
export class ApiError extends Error {
  override readonly name: string
  readonly issues: readonly Issue[]

  constructor(error: ErrorData) {
    super(error.message)
    this.name = error.name
    this.issues = error.issues ?? []
  }
}

/** The name of errors for questions that were under way when the connection broke. */
export const DISCONNECTED = 'Disconnected'
