import type { DatasetDescription } from '../datasets/definition.ts'
import { isFullBatch } from '../experiment/check-full-batch.ts'
import { readExperiment, type ExperimentSketch } from '../experiment/read-experiment.ts'
import { resolveExperiment } from '../experiment/resolve-experiment.ts'
import type { Resolved } from '../schema/registry.ts'
import type { RunEvent } from '../trainer/events.ts'
import type { Design, DesignAdvice, HiddenLayer, RunAdvice, Suggestion, TrainedRun } from './definition.ts'
import { designAdvice } from './design/index.ts'
import { runAdvice } from './run/index.ts'

/** What the lectures would say of an experiment before it is trained; nothing while its spec has problems. */
export function adviseOnDesign(spec: unknown, data: DatasetDescription | null): readonly Suggestion[] {
  const sketch = readExperiment(spec, data)
  if (sketch.issues.length > 0 || sketch.counts === null || sketch.data === null) return []
  const design = designOf(sketch)
  const suggestions = collect<DesignAdvice>(designAdvice, (advice) => advice.advise(design))
  return isChain(sketch) ? suggestions.filter(({ path }) => !MOVED_BY_CHAINS.test(path)) : suggestions
}

/** What the lectures would say of a run, from what it reported; nothing before it has ended, or when its data are gone. */
export function adviseOnEvents(spec: unknown, data: DatasetDescription | null, events: readonly RunEvent[]): readonly Suggestion[] {
  const finished = events.findLast((event) => event.type === 'finished')
  const sketch = finished === undefined ? null : readExperiment(spec, data)
  if (finished === undefined || sketch === null || sketch.issues.length > 0 || data === null || isChain(sketch)) return []
  const epochs = lastTraining(events)
  const run: TrainedRun = { experiment: resolveExperiment(spec, data), parameterCount: parametersOf(sketch), epochs, reason: finished.reason, final: finished.final }
  return collect<RunAdvice>(runAdvice, (advice) => advice.advise(run))
}

/** What a chain has its own way with: its steps, its prior, its length. */
const MOVED_BY_CHAINS = /^(optimizer|schedule|regularizers|stop|augmentation|batches)/

const isChain = ({ ensemble }: ExperimentSketch): boolean => ensemble?.definition.sort === 'chain'

/** The epochs of the only network, or of an ensemble's last one, counted from 1. */
function lastTraining(events: readonly RunEvent[]): TrainedRun['epochs'] {
  const all = events.filter((event) => event.type === 'epoch')
  const own = all.filter(({ of }) => of === all.at(-1)?.of)
  const before = own[0]?.of === undefined ? 0 : own[0].epoch - 1
  return own.map(({ epoch, train, validation }) => ({ epoch: epoch - before, train, validation }))
}

const parametersOf = ({ layers }: ExperimentSketch): number => layers.reduce((sum, { planned }) => sum + (planned?.parameterCount ?? 0), 0)

/** In the order of importance of their lines. */
function collect<A extends DesignAdvice | RunAdvice>(advices: Readonly<Record<string, A>>, ask: (advice: A) => Omit<Suggestion, 'advice' | 'source'> | null): readonly Suggestion[] {
  return Object.entries(advices).flatMap(([name, advice]) => {
    const given = ask(advice)
    return given === null ? [] : [{ advice: name, source: advice.source, ...given }]
  })
}

function designOf(sketch: ExperimentSketch): Design {
  const { counts, data, layers, outputs, batches } = sketch
  const trainingSamples = counts!.train
  const ends = new Set(outputs.map(({ from }) => from))
  return {
    sketch,
    trainingSamples,
    parameterCount: parametersOf(sketch),
    batchSize: batches.size === 'full' ? trainingSamples : Math.min(batches.size, trainingSamples),
    fullBatch: isFullBatch(batches.size, counts),
    classes: data!.classes,
    classCounts: data!.classCounts ?? null,
    hidden: layers.flatMap((layer, index) => (ends.has(layer.id) || (layer.planned?.parameterCount ?? 0) === 0 ? [] : [hiddenLayer(layer, index, sketch)])),
    layerKinds: layers.map(({ planned, kind }) => planned?.resolved.kind ?? kind),
    pictures: data!.inputShape.length === 3,
  }
}

/** The activation is the layer's own, or that of an activation layer right after it. */
function hiddenLayer({ id, kind, planned }: ExperimentSketch['layers'][number], index: number, { layers }: ExperimentSketch): HiddenLayer {
  const values = planned?.resolved.hyperparameters as { readonly activation?: Resolved; readonly initializer?: Resolved } | undefined
  const next = layers.slice(index + 1).find((layer) => layer.planned?.resolved.definition.family !== 'normalization')
  const following = next?.planned?.resolved.definition.family === 'activation' ? (next.planned.resolved.hyperparameters as { readonly function?: Resolved }).function?.kind : undefined
  const own = values?.activation?.kind
  return {
    id, kind, index,
    activation: own === undefined || own === 'linear' ? (following ?? 'linear') : own,
    initializer: values?.initializer?.kind ?? null,
    initializerDeviation: (values?.initializer?.hyperparameters as { readonly standardDeviation?: number } | undefined)?.standardDeviation ?? null,
  }
}
