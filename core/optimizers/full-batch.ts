import type { Schema, Values } from '../schema/hyperparameter.ts'
import { float } from '../schema/hyperparameter.ts'
import type { Definition } from '../schema/registry.ts'
import { text } from '../schema/text.ts'

/** The loss with its penalties over the whole training part, and its gradient. */
export interface Evaluation {
  readonly loss: number
  readonly gradient: Float64Array
}

/** What a full-batch rule minimises. */
export interface Objective {
  /** The number of parameters. */
  readonly size: number
  /** The relative precision of losses and gradients: 2⁻²³ or 2⁻⁵². */
  readonly roundoff: number
  /** θ is brought to the precision of the engine first, in place. */
  evaluate(theta: Float64Array): Evaluation
  /** The Gauss–Newton matrix at θ times v: Jᵀ H J v, with J that of the outputs and H the Hessian of the loss by them. Without penalties. */
  gaussNewtonProduct(theta: Float64Array, v: Float64Array): Float64Array
  /** The whole Gauss–Newton matrix of a squared error, [size, size]. */
  gaussNewtonMatrix(theta: Float64Array): Float64Array
}

/** Vectors by name; a number is a vector of length 1. Saved in checkpoints. */
export type MinimizerState = Readonly<Record<string, Float64Array>>

/** Where a rule stands between two steps. */
export interface Iterate {
  readonly theta: Float64Array
  /** At θ. */
  readonly evaluation: Evaluation
  readonly state: MinimizerState
  /** How far along its direction the step went. */
  readonly stepLength: number
  /** Nothing more is to be gained. */
  readonly converged: boolean
  /** The fraction of its proposals that a sampler accepted so far. */
  readonly acceptance?: number
}

/** A rule that looks at all samples before each step, several times if need be. One step is one epoch. */
export interface FullBatchDefinition<S extends Schema = Schema> extends Definition<S> {
  readonly sort: 'full-batch'
  /** `engine`: as fast as first-order rules. `float64`: on the slower reference ops, for rules that difference gradients. */
  readonly precision: 'engine' | 'float64'
  /** The largest network it is meant for; absent where there is no limit. */
  readonly mostParameters?: number
  /** The only loss it can work with. */
  readonly loss?: string
  /** Numbers kept from step to step. */
  stateSize(parameterCount: number, hyperparameters: Values<S>): number
  step(objective: Objective, theta: Float64Array, evaluation: Evaluation, state: MinimizerState, hyperparameters: Values<S>): Iterate
}

export const defineFullBatchOptimizer = <const S extends Schema>(definition: Omit<FullBatchDefinition<S>, 'sort'>): FullBatchDefinition<S> => ({ sort: 'full-batch', ...definition })

export const tolerance = float({
  label: text('Tolerance ε', 'Tolerancia ε'),
  default: 1e-6,
  min: 0,
  scale: 'log',
  doc: text('Ends when ‖g‖ ≤ ε ‖g₀‖, the gradient at the start.', 'Termina cuando ‖g‖ ≤ ε ‖g₀‖, el gradiente al comienzo.'),
})

