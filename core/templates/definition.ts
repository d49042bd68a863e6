import type { DatasetDescription } from '../datasets/definition.ts'
import type { ExperimentSpec, LayerSpec, OutputSpec } from '../experiment/spec.ts'
import type { Schema, Values } from '../schema/hyperparameter.ts'
import type { Definition } from '../schema/registry.ts'
import type { Text } from '../schema/text.ts'

/** What of a data set a template fits itself to. */
export type TemplateData = Pick<DatasetDescription, 'inputShape' | 'task' | 'classes' | 'targetNames'>

/** What a template says of an experiment; the rest keeps its usual value. */
export type TemplateParts =
  & Pick<ExperimentSpec, 'network' | 'outputs'>
  & Partial<Pick<ExperimentSpec, 'optimizer' | 'regularizers' | 'batches' | 'stop' | 'pretraining'>>

/** A well-known network, fitted to whatever data it can learn from. */
export interface TemplateDefinition<S extends Schema = Schema> extends Definition<S> {
  /** One sentence where the data do not suit it; null where they do. */
  refusal(data: TemplateData): Text | null
  build(data: TemplateData, hyperparameters: Values<S>): TemplateParts
}

export const defineTemplate = <const S extends Schema>(definition: TemplateDefinition<S>) => definition

/** How many numbers a network gives for a task: one per class, or one per target column. */
export const outputCount = ({ classes, targetNames }: TemplateData): number => classes?.length ?? targetNames.length

/** The usual loss for a task. */
export const usualLoss = ({ task }: TemplateData): string => (task === 'classification' ? 'softmaxCrossEntropy' : 'meanSquaredError')

/** The last layer: linear, one unit for each number that the loss wants. */
export const outputLayer = (data: TemplateData): LayerSpec => ({ id: 'out', kind: 'dense', units: outputCount(data) })

export const usualOutputs = (data: TemplateData): readonly OutputSpec[] => [{ from: 'out', loss: { kind: usualLoss(data) } }]

/** Dense layers want flat data. */
export const flattened = ({ inputShape }: TemplateData): readonly LayerSpec[] => (inputShape.length === 1 ? [] : [{ id: 'flat', kind: 'flatten' }])

/** The initializer that keeps the size of what an activation passes on. */
export const initializerFor = (activation: string): string => (['relu', 'leakyRelu', 'elu', 'gelu', 'silu', 'mish'].includes(activation) ? 'heNormal' : 'glorotUniform')
