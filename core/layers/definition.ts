import type { InitializerDefinition, InitializedTensor } from '../initializers/definition.ts'
import type { Shape } from '../math/shape.ts'
import type { Ops } from '../ops/ops.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Schema, Values } from '../schema/hyperparameter.ts'
import type { Issue } from '../schema/issue.ts'
import type { Definition, Resolved } from '../schema/registry.ts'
import type { Text } from '../schema/text.ts'

/** Palette families, in the order they are listed. */
export type LayerFamily = 'dense' | 'convolution' | 'pooling' | 'activation' | 'normalization' | 'regularization' | 'recurrent' | 'combination' | 'shape'

/** A trainable tensor that a layer asks for. Names and layouts are PyTorch's. */
export interface ParameterDeclaration extends InitializedTensor {
  readonly name: string
  readonly initializer: Resolved<InitializerDefinition>
  /** Whether weight penalties act on it (weights yes, biases no). */
  readonly penalized: boolean
}

/** A tensor that belongs to a layer and its checkpoints but is not trained, as running statistics. */
export interface BufferDeclaration {
  readonly name: string
  readonly shape: Shape
  /** What every number starts with. */
  readonly initial: number
}

/** A trainable tensor of a built network. */
export interface Parameter {
  readonly value: Tensor
  readonly gradient: Tensor
  /** False for the first layer that writes the gradient in a step, true after: then it must add. */
  claimGradient(): boolean
}

/** What a layer works with while its forward pass is written down. */
export interface LayerContext<S extends Schema = Schema> {
  readonly ops: Ops
  readonly hyperparameters: Values<S>
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly buffers: Readonly<Record<string, Tensor>>
  /** Training, or inference. */
  readonly training: boolean
  /** True where the layer must stay as it is: its parameters are not trained, and its buffers do not follow. */
  readonly frozen: boolean
  /** False where nobody wants dL/dx, as before the first layer with parameters. */
  readonly needsInputGradient: boolean
  /** The run's seed and this layer's random stream. */
  readonly seed: number
  readonly stream: number
}

export interface LayerPass {
  readonly y: Tensor
  /** Takes dL/dy (and may overwrite it), writes the parameters' gradients, returns dL/dx or null where it is not needed. */
  backward(dy: Tensor): Tensor | null
}

/** How outputs lie over inputs along an axis: of how many neighbouring places one depends, and how far neighbouring ones lie apart (less than 1 where the output is larger). */
export interface Reach { readonly size: number; readonly step: number }

interface DescribedLayer<S extends Schema> extends Definition<S> {
  readonly family: LayerFamily
  /** True for masks that Monte-Carlo dropout keeps on at prediction. */
  readonly samplesPredictions?: boolean
  /** `all` where each output depends on every place. Absent for layers that let each place be. */
  reach?(hyperparameters: Values<S>): Reach | 'all'
  /** Extra words people search for. */
  readonly keywords?: Text
}

/** A layer that reads one other. */
export interface SingleInputLayer<S extends Schema = Schema> extends DescribedLayer<S> {
  readonly inputs?: 'one'
  /** Shapes without the batch axis. Pushes what does not fit to `issues` and returns null then. */
  outputShape(input: Shape, hyperparameters: Values<S>, path: string, issues: Issue[]): Shape | null
  parameters(input: Shape, hyperparameters: Values<S>): readonly ParameterDeclaration[]
  buffers?(input: Shape, hyperparameters: Values<S>): readonly BufferDeclaration[]
  /** Per sample, forward. */
  multiplyAdds(input: Shape, hyperparameters: Values<S>): number
  /** Tensors carry the batch as axis 0. May overwrite `x` only where `x` is the layer's own copy. */
  forward(x: Tensor, context: LayerContext<S>): LayerPass
}

export interface CombinationPass {
  readonly y: Tensor
  /** Takes dL/dy (and may overwrite it), returns dL/dx for every input, each in memory of its own. */
  backward(dy: Tensor): readonly Tensor[]
}

/** A layer without parameters that brings several others together. */
export interface CombinationLayer<S extends Schema = Schema> extends DescribedLayer<S> {
  readonly inputs: 'many'
  /** Pushes what does not fit together to `issues` and returns null then. */
  outputShape(inputs: readonly Shape[], hyperparameters: Values<S>, path: string, issues: Issue[]): Shape | null
  multiplyAdds(inputs: readonly Shape[], hyperparameters: Values<S>): number
  forward(inputs: readonly Tensor[], context: LayerContext<S>): CombinationPass
}

export type LayerDefinition<S extends Schema = Schema> = SingleInputLayer<S> | CombinationLayer<S>

export const defineLayer = <const S extends Schema>(definition: SingleInputLayer<S>) => definition
export const defineCombination = <const S extends Schema>(definition: CombinationLayer<S>) => definition
