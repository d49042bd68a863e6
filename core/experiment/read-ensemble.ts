import type { DatasetDescription } from '../datasets/definition.ts'
import type { ChainContext, EnsembleDefinition } from '../ensembles/definition.ts'
import { ensembles } from '../ensembles/registry.ts'
import type { Shape } from '../math/shape.ts'
import { planNetwork, type NetworkPlan, type SketchedLayer } from '../network/plan-network.ts'
import type { OptimizerDefinition } from '../optimizers/definition.ts'
import { describeValue, type Issue } from '../schema/issue.ts'
import type { Resolved } from '../schema/registry.ts'
import { text } from '../schema/text.ts'
import { readOutputs, type ResolvedOutput } from './read-outputs.ts'
import type { StopSpec } from './spec.ts'

/** A network beside the main one, with what it gives. */
export interface EnsembleVariant<Layers = readonly SketchedLayer[]> {
  readonly network: Layers
  readonly outputs: readonly ResolvedOutput[]
}

export interface SketchedEnsemble extends Resolved<EnsembleDefinition> {
  /** Empty but for kinds that list networks. */
  readonly variants: readonly EnsembleVariant[]
}

/** An ensemble with every network planned. */
export interface ResolvedEnsemble extends Resolved<EnsembleDefinition> {
  readonly variants: readonly EnsembleVariant<NetworkPlan>[]
}

/** What of an experiment an ensemble depends on. */
export interface EnsembleContext {
  readonly inputShape: Shape | null
  readonly layers: readonly SketchedLayer[]
  readonly outputs: readonly ResolvedOutput[]
  readonly data: DatasetDescription | null
  readonly augmentation: readonly Resolved[]
  readonly regularizers: readonly Resolved[]
  readonly stop: StopSpec
}

/** Reads `ensemble`; null for a single network. */
export function readEnsemble(given: unknown, context: EnsembleContext, issues: Issue[]): SketchedEnsemble | null {
  if (given === undefined || given === null) return null
  const listsNetworks = typeof given === 'object' && ensembles.has(kindOf(given)) && hasVariants(ensembles.get(kindOf(given)))
  const ensemble = ensembles.resolve(given, 'ensemble', issues, listsNetworks ? ['networks'] : [])
  const variants = listsNetworks ? readVariants((given as { networks?: unknown }).networks, context, issues) : []
  if (ensemble === null) return null
  const { definition, hyperparameters } = ensemble
  switch (definition.sort) {
    case 'trained':
      if (definition.average(hyperparameters) === 'geometric') checkProbabilities(context, issues)
      break
    case 'chain':
      checkChain(ensemble.kind, context, issues)
      break
    case 'passes':
      checkMasks(context, issues)
  }
  return { ...ensemble, variants }
}

const kindOf = (given: object): string => String((given as { kind?: unknown }).kind)
const hasVariants = (definition: EnsembleDefinition): boolean => definition.sort === 'trained' && definition.hasVariants === true

const NETWORKS = text('a list of at least one network, each { "layers": […] }', 'una lista de al menos una red, cada una { "layers": […] }')

function readVariants(given: unknown, context: EnsembleContext, issues: Issue[]): readonly EnsembleVariant[] {
  if (!Array.isArray(given) || given.length === 0) {
    issues.push({ path: 'ensemble.networks', expected: NETWORKS, received: describeValue(given), fix: text('add a variant of the main network, or use seeds', 'añada una variante de la red principal, o use seeds') })
    return []
  }
  return given.map((entry: unknown, index) => readVariant(entry, `ensemble.networks[${index}]`, context, issues))
}

function readVariant(entry: unknown, path: string, { inputShape, outputs, data }: EnsembleContext, issues: Issue[]): EnsembleVariant {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    issues.push({ path, expected: text('an object with a list of layers', 'un objeto con una lista de capas'), received: describeValue(entry) })
    return { network: [], outputs: [] }
  }
  const { layers, ...others } = entry as Record<string, unknown>
  for (const field of Object.keys(others)) issues.push({ path: `${path}.${field}`, expected: text('only the field layers', 'solo el campo layers'), received: describeValue(field) })
  const network = planNetwork(layers, inputShape, `${path}.layers`, issues)
  const last = network.at(-1)
  if (last === undefined || outputs.length === 0) return { network, outputs: [] }
  const own: Issue[] = []
  // A network with one output gives it with its last layer, whatever its name.
  const from = (output: ResolvedOutput): string => (outputs.length === 1 && !network.some(({ id }) => id === output.from) ? last.id : output.from)
  const read = readOutputs(outputs.map((output) => ({
    from: from(output), loss: { kind: output.loss.kind, ...(output.loss.hyperparameters as object) }, weight: output.weight, ...(output.columns === null || data === null ? {} : { targets: output.columns.map((column) => data.targetNames[column]) }),
  })), network, data, own)
  for (const issue of own) issues.push({ ...issue, path: issue.path.startsWith('network.') ? issue.path.replace('network.', `${path}.`) : `${path}.layers` })
  return { network, outputs: read }
}

function checkProbabilities({ outputs, data }: EnsembleContext, issues: Issue[]): void {
  const unfit = outputs.find(({ loss }) => loss.definition.link === undefined)
  if (unfit === undefined && data?.task !== 'regression') return
  issues.push({
    path: 'ensemble.average',
    expected: text('"arithmetic": a geometric mean needs class probabilities (softmaxCrossEntropy, binaryCrossEntropy, klDivergence)', '"arithmetic": una media geométrica necesita probabilidades de clases (softmaxCrossEntropy, binaryCrossEntropy, klDivergence)'),
    received: '"geometric"',
    fix: text('set ensemble.average to "arithmetic"', 'ponga ensemble.average a "arithmetic"'),
  })
}

function checkChain(kind: string, { outputs, augmentation, regularizers, stop, layers }: EnsembleContext, issues: Issue[]): void {
  outputs.forEach(({ loss }, index) => {
    if (loss.definition.likelihood !== undefined) return
    issues.push({
      path: `outputs[${index}].loss`,
      expected: text('a loss that is a likelihood (softmaxCrossEntropy, binaryCrossEntropy, klDivergence, meanSquaredError, sumOfSquares)', 'una pérdida que sea una verosimilitud (softmaxCrossEntropy, binaryCrossEntropy, klDivergence, meanSquaredError, sumOfSquares)'),
      received: describeValue(loss.kind),
    })
  })
  regularizers.forEach((regularizer, index) => issues.push({
    path: `regularizers[${index}].kind`,
    expected: text(`none: the prior of ${kind} takes their place`, `ninguno: la distribución a priori de ${kind} ocupa su lugar`),
    received: describeValue(regularizer.kind),
    fix: text('leave it out and choose ensemble.priorPrecision', 'déjelo fuera y elija ensemble.priorPrecision'),
  }))
  if (augmentation.length > 0) {
    issues.push({ path: 'augmentation', expected: text(`no augmentation: samples that change have no likelihood for ${kind} to draw from`, `ningún aumento de datos: las muestras que cambian no tienen una verosimilitud de la que ${kind} pueda sortear`), received: describeValue(augmentation.map((block) => block.kind).join(', ')), fix: text('leave it out', 'déjelo fuera') })
  }
  if (stop.early !== null) {
    issues.push({ path: 'stop.early', expected: text(`null: ${kind} needs its whole chain`, `null: ${kind} necesita su cadena entera`), received: describeValue(stop.early), fix: text('set stop.early to null', 'ponga stop.early a null') })
  }
  for (const field of ['steps', 'seconds'] as const) {
    if (stop[field] !== undefined) issues.push({ path: `stop.${field}`, expected: text(`null: ${kind} needs its whole chain`, `null: ${kind} necesita su cadena entera`), received: describeValue(stop[field]), fix: text('leave it out', 'déjelo fuera') })
  }
  layers.forEach(({ index, planned }) => {
    if (planned?.resolved.definition.family !== 'regularization') return
    issues.push({
      path: `network.layers[${index}]`,
      expected: text(`a layer without random masks or noise: ${kind} draws its own`, `una capa sin máscaras ni ruido al azar: ${kind} los sortea por su cuenta`),
      received: describeValue(planned.resolved.kind),
      fix: text('leave it out', 'déjela fuera'),
    })
  })
}

function checkMasks({ layers }: EnsembleContext, issues: Issue[]): void {
  const masks = ({ planned }: SketchedLayer): boolean => planned?.resolved.definition.samplesPredictions === true && (planned.resolved.hyperparameters as { rate?: number }).rate !== 0
  // A broken layer may have been the one.
  if (layers.some((layer) => masks(layer) || layer.planned === null)) return
  issues.push({
    path: 'ensemble.kind',
    expected: text('a network with a dropout or spatialDropout layer whose rate is above 0', 'una red con una capa dropout o spatialDropout de tasa mayor que 0'),
    received: 'none',
    fix: text('add { "kind": "dropout" } before the last layer', 'añada { "kind": "dropout" } antes de la última capa'),
  })
}

type AnyEnsemble = Resolved<EnsembleDefinition> & { readonly variants: readonly unknown[] }

/** The networks whose weights an ensemble keeps; 1 for a single network. */
export function memberCount(ensemble: AnyEnsemble | null): number {
  if (ensemble === null) return 1
  const { definition, hyperparameters, variants } = ensemble
  switch (definition.sort) {
    case 'trained': return definition.members(hyperparameters, variants.length)
    case 'chain': return definition.length(hyperparameters).kept
    case 'passes': return 1
  }
}

/** How many times a sample passes forward through a network for one prediction. */
export const passCount = (ensemble: AnyEnsemble | null): number =>
  ensemble?.definition.sort === 'passes' ? ensemble.definition.passes(ensemble.hyperparameters) : memberCount(ensemble)

/** A chain lasts as long as its hyper-parameters say. */
export function stopOf(stop: StopSpec, ensemble: AnyEnsemble | null): StopSpec {
  if (ensemble?.definition.sort !== 'chain') return stop
  const { burnIn, thinning, kept } = ensemble.definition.length(ensemble.hyperparameters)
  return { ...stop, epochs: burnIn + thinning * kept }
}

/** The epochs of the whole run, over all members. */
export const plannedEpochs = (stop: StopSpec, ensemble: AnyEnsemble | null): number =>
  stop.epochs * (ensemble?.definition.sort === 'trained' ? memberCount(ensemble) : 1)

/** What moves the weights of a chain, in place of the optimizer; null for other ensembles. */
export function samplerOf(ensemble: Resolved<EnsembleDefinition> | null, context: ChainContext): Resolved<OptimizerDefinition> | null {
  if (ensemble?.definition.sort !== 'chain') return null
  const { stepSize } = ensemble.hyperparameters as { stepSize?: number }
  const definition = ensemble.definition.sampler(ensemble.hyperparameters, context)
  return { kind: ensemble.kind, definition, hyperparameters: { learningRate: stepSize } as Resolved<OptimizerDefinition>['hyperparameters'] }
}
