import type { ExperimentSpec, LayerSpec } from '../../core/index.ts'
import type { RunId, DesignId } from './api.ts'

// Experiments on the Design page, with what belongs to them.

/** Places of layers on the canvas by name, in pixels; what is missing is placed automatically. */
export type NetworkLayout = Readonly<Record<string, { readonly x: number; readonly y: number }>>

/** Fields of layers that have one value, under one name. */
export interface GroupParameter {
  readonly name: string
  /** The first of them says what the value may be. */
  readonly targets: readonly { readonly layer: string; readonly field: string }[]
}

/** Layers that belong together on the canvas; they mean the same without. */
export interface LayerGroup {
  readonly id: string
  readonly name: string
  /** Names of layers. */
  readonly members: readonly string[]
  /** Drawn as one. */
  readonly collapsed: boolean
  readonly parameters: readonly GroupParameter[]
}

/** A group of layers to be used again: copied layers, each with what it reads, and the fields that are its parameters. */
export interface LayerBlock {
  readonly name: string
  readonly layers: readonly LayerSpec[]
  readonly parameters: readonly GroupParameter[]
}

/** What the Design page edits: an experiment, and what belongs to it without changing what it means. */
export interface DesignState {
  readonly spec: ExperimentSpec
  readonly positions: NetworkLayout
  readonly groups: readonly LayerGroup[]
  /** What is written in the text editor while it is no experiment yet; null while it says what the spec is. */
  readonly text: string | null
}

/** An experiment on the Design page, as lists show it. */
export interface DesignSummary extends Pick<ExperimentSpec, 'network' | 'outputs'> {
  readonly id: DesignId
  readonly name: string
  readonly summary: string
  readonly createdAt: number
  readonly changedAt: number
}

/** A state of a design that was kept. */
export interface DesignVersion {
  readonly id: number
  /** Empty where it was kept at the start of a run. */
  readonly name: string
  readonly run: RunId | null
  readonly state: DesignState
  readonly createdAt: number
}
