import type { Random } from '../math/random.ts'
import type { Shape } from '../math/shape.ts'
import type { Schema, Values } from '../schema/hyperparameter.ts'
import type { Definition } from '../schema/registry.ts'

/** For each pixel of a picture, row by row, where in the old picture its value is taken from, in pixels. */
export interface Places {
  readonly x: Float32Array
  readonly y: Float32Array
}

/** Moves pixels. Those that follow each other in a list are joined, so that a picture is interpolated once. */
export interface GeometricAugmentation<S extends Schema = Schema> extends Definition<S> {
  readonly sort: 'geometric'
  /** Returns what draws one change and carries places through it. What it allocates is used again for every sample. */
  prepare(height: number, width: number, hyperparameters: Values<S>): (places: Places, random: Random) => void
}

/** Changes the values of a sample, before preprocessing. */
export interface ValueAugmentation<S extends Schema = Schema> extends Definition<S> {
  readonly sort: 'values'
  change(sample: Float32Array, random: Random, hyperparameters: Values<S>): void
}

/** Blends each sample and its target with another one's. */
export interface MixingAugmentation<S extends Schema = Schema> extends Definition<S> {
  readonly sort: 'mixing'
  /** The share of the sample itself, from 0 to 1. */
  share(random: Random, hyperparameters: Values<S>): number
}

/** Changes targets. */
export interface TargetAugmentation<S extends Schema = Schema> extends Definition<S> {
  readonly sort: 'targets'
  changeLabel(label: number, classCount: number, random: Random, hyperparameters: Values<S>): number
  changeValues(values: Float32Array, random: Random, hyperparameters: Values<S>): void
}

/** What makes new training samples out of old ones, others in each epoch. A function of the experiment's seed, the epoch and the sample alone. */
export type AugmentationDefinition = GeometricAugmentation | ValueAugmentation | MixingAugmentation | TargetAugmentation

export const defineGeometric = <const S extends Schema>(definition: Omit<GeometricAugmentation<S>, 'sort'>) => ({ sort: 'geometric', ...definition }) as const
export const defineValueChange = <const S extends Schema>(definition: Omit<ValueAugmentation<S>, 'sort'>) => ({ sort: 'values', ...definition }) as const
export const defineMixing = <const S extends Schema>(definition: Omit<MixingAugmentation<S>, 'sort'>) => ({ sort: 'mixing', ...definition }) as const
export const defineTargetChange = <const S extends Schema>(definition: Omit<TargetAugmentation<S>, 'sort'>) => ({ sort: 'targets', ...definition }) as const

/** Height and width of the samples when they are pictures [channels, height, width] or [height, width]; null for others. */
export const pictureSize = (shape: Shape): readonly [height: number, width: number] | null =>
  shape.length === 3 ? [shape[1], shape[2]] : shape.length === 2 ? [shape[0], shape[1]] : null

/** Uniform in [−limit, limit). */
export const symmetric = (random: Random, limit: number): number => (2 * random.uniform() - 1) * limit

export const radians = (degrees: number): number => (degrees / 180) * Math.PI
