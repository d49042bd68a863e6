import type { SplitPart, Scores, Text } from '../../core/index.ts'
import type { TaskId } from './api.ts'

// Runs that travel as one file.

export interface CapsuleEnvironment { readonly descent: string; readonly engine: string | null; readonly node: string; readonly platform: string; readonly processor: string }

/** What is in a capsule; every file in it is as it was when it was made. */
export interface OpenedCapsule {
  readonly name: string
  /** Where the run was, and when: ISO 8601. */
  readonly run: string
  readonly createdAt: string
  /** One line, as runs have it. */
  readonly summary: string
  readonly seed: number
  readonly environment: CapsuleEnvironment
  readonly dataset: { readonly name: string; readonly sha256: string; readonly sampleCount: number }
  /** Where the data for doing it again would come from; `nowhere`: they must be imported first. */
  readonly data: 'capsule' | 'workspace' | 'generator' | 'nowhere'
  readonly result: { readonly status: string; readonly epochs: number; readonly steps: number; readonly seconds: number; readonly final: Readonly<Record<SplitPart, Scores | null>>; readonly weightsSha256: string }
}

/** What doing a run again has shown. */
export interface CapsuleVerification {
  /** `within-tolerance`: other weights, but every score as good as the same. */
  readonly verdict: 'identical' | 'within-tolerance' | 'different'
  readonly sentence: Text
  readonly name: string
  readonly weightsSha256: { readonly then: string; readonly now: string | null }
  /** Of any weight; null where the networks have other tensors. */
  readonly largestDifference: number | null
  readonly scores: readonly { readonly part: string; readonly name: string; readonly then: number; readonly now: number | null }[]
  readonly environment: { readonly then: CapsuleEnvironment; readonly now: { readonly descent: string; readonly engine: string; readonly node: string } }
}

/** How far the run that is done again has come. */
export interface CapsuleProgress { readonly task: TaskId; readonly epoch: number; readonly epochs: number; readonly remainingSeconds: number | null }
