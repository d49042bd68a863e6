import { addChange, importModel, importDataset, memoryFile, previewImport, previewPreprocessing, previewSplit, principalComponents, residualReport, sampleBatch, sampleLabels, sampleRange, type ExperimentSpec } from '../../core/index.ts'
import { previewAugmentation } from '../../core/worker/preview-augmentation.ts'
import type { Announcements, Api, ColumnSet, FileInput, RunSummary, SavedComparison } from '../../electron/contract/api.ts'
import { markTags } from '../../electron/services/run-tags.ts'
import type { Bridge, Reply } from '../../electron/contract/bridge.ts'
import { fakeAnnotations } from './fake/annotations.ts'
import { fakeCapsules } from './fake/capsules.ts'
import { details, generate, keep, sampleDatasets, type KeptDataset } from './fake/datasets.ts'
import { describeSpec } from './fake/describe.ts'
import { fakeDesigns } from './fake/designs.ts'
import { confusion, curves, decisionMap, disagreements, embed, errorSurface, explain, history, layerOutputs, mistakes, neighbours, predictionList } from './fake/predictions.ts'
import { layerHistograms, layersOf } from './fake/layers.ts'
import { lookIntoSpec } from './fake/look.ts'
import { smoothed } from './fake/smoothed.ts'
import { epochEvent, eventsOf, runSummary, sampleRuns, seriesOf } from './fake/runs.ts'
import { digitsSpec, spiralsSpec } from './fake/specs.ts'

/** A whole backend in memory: real data sets and forms, invented runs. */
export interface FakeHost {
  readonly api: Api
  readonly bridge: Bridge
  /** Channels in the order they were asked for. */
  readonly asked: string[]
  announce<A extends keyof Announcements>(announcement: A, payload: Announcements[A]): void
  /** Lets a running run finish one more epoch. */
  advance(id: string): void
}

export interface FakeOptions { readonly empty?: boolean; readonly draft?: ExperimentSpec | null }

export function createFakeHost({ empty = false, draft = empty ? null : digitsSpec }: FakeOptions = {}): FakeHost {
  let kept: KeptDataset[] = empty ? [] : sampleDatasets()
  let runs: RunSummary[] = empty ? [] : sampleRuns()
  let trash: RunSummary[] = []
  let columnSets: readonly ColumnSet[] = []
  let comparisons: readonly SavedComparison[] = []
  let datasetTrash: KeptDataset[] = []
  const specs = new Map<string, ExperimentSpec>()
  const listeners = new Map<string, Set<(payload: unknown) => void>>()
  const asked: string[] = []

  const announce: FakeHost['announce'] = (announcement, payload) => listeners.get(announcement)?.forEach((listener) => listener(payload))
  const announceDatasets = (): void => announce('datasets.changed', { datasets: kept.map(({ summary }) => summary) })
  const found = (id: string): KeptDataset => {
    const dataset = kept.find(({ summary }) => summary.id === id)
    if (dataset === undefined) throw new Error(`No data set ${id}`)
    return dataset
  }
  const run = (id: string): RunSummary => {
    const summary = runs.find((candidate) => candidate.id === id)
    if (summary === undefined) throw new Error(`No run ${id}`)
    return summary
  }
  function change(id: string, part: Partial<RunSummary>): RunSummary {
    const next = { ...run(id), ...part }
    runs = runs.map((candidate) => (candidate.id === id ? next : candidate))
    announce('runs.changed', { runs: [next] })
    return next
  }
  /** Their own are those the sample runs came with. */
  const recoloured = (id: string, colour: number | null | undefined): Partial<RunSummary> =>
    (colour === undefined ? {} : { colour: colour ?? sampleRuns().find((sample) => sample.id === id)?.colour ?? run(id).colour, chosenColour: colour })
  const store = (dataset: KeptDataset) => {
    kept = [...kept, dataset]
    announceDatasets()
    return dataset.summary
  }
  const annotations = fakeAnnotations(announce)
  const predicted = (id: string) => found(run(id).datasetId ?? 'digits').dataset

  const api: Api = {
    app: { info: async () => ({ version: '0.1.0', host: 'web', node: '24', sqlite: '3.51', workspace: '/home/ana/descent', processors: 8, engine: 'simd', platform: 'linux' }), speed: async () => ({ machine: 'Processor · simd · 8', speed: { perLayer: 1e-6, perDense: 1e-10, perConvolution: 1.5e-10, perElement: 1e-9, perUpdate: 1e-9 }, measuredAt: 1_760_000_000_000, history: [] }) },
    datasets: {
      list: async () => kept.map(({ summary }) => summary),
      describe: async (id) => details(found(id)),
      preview: async (files, plan) => previewImport(files.map(named).map(({ name, content }) => memoryFile(name, content)), plan),
      import: async (files, plan) => {
        const dataset = await importDataset(files.map(named), plan)
        return store(keep(`d${kept.length + 1}`, dataset.name, files.map((file) => named(file).name).join(', '), dataset))
      },
      cancel: async () => {},
      catalogue: async () => [],
      fetch: async (name) => { throw new Error(`Nothing is fetched here: ${name}`) },
      generate: async (spec, seed) => store(keep(`d${kept.length + 1}`, spec.kind, spec.kind, generate(spec, seed))),
      previewGenerated: async (spec, seed) => {
        const dataset = generate(spec, seed)
        return { ...sampleRange(dataset, 0, 400), classes: dataset.targets.kind === 'classes' ? dataset.targets.classes : null }
      },
      samples: async (id, offset, limit) => sampleRange(found(id).dataset, offset, limit),
      principalComponents: async (id, query) => principalComponents(found(id).dataset, query),
      samplesAt: async (id, indices) => sampleBatch(found(id).dataset, indices),
      labels: async (id) => sampleLabels(found(id).dataset),
      previewSplit: async (id, split, seed) => previewSplit(found(id).dataset, { split, seed }),
      previewPreprocessing: async (id, request) => previewPreprocessing(found(id).dataset, request),
      rename: async (id, name) => {
        kept = kept.map((dataset) => (dataset.summary.id === id ? { ...dataset, summary: { ...dataset.summary, name } } : dataset))
        announceDatasets()
      },
      remove: async (id) => {
        datasetTrash = [...datasetTrash, found(id)]
        kept = kept.filter(({ summary }) => summary.id !== id)
        announceDatasets()
      },
      restore: async (id) => {
        kept = [...kept, ...datasetTrash.filter(({ summary }) => summary.id === id)]
        datasetTrash = datasetTrash.filter(({ summary }) => summary.id !== id)
        announceDatasets()
      },
      emptyTrash: async () => {
        const freedBytes = datasetTrash.reduce((sum, { summary }) => sum + summary.bytes, 0)
        datasetTrash = []
        return { freedBytes }
      },
    },
    experiments: {
      describe: async (spec) => describeSpec(spec as ExperimentSpec, kept),
      examples: async () => [{ id: 'digits', name: digitsSpec.name, spec: digitsSpec }, { id: 'spirals', name: spiralsSpec.name, spec: spiralsSpec }],
      previewAugmentation: async ({ dataset, augmentation, seed, epochs, count }) => previewAugmentation(dataset.kind === 'stored' ? found(String(dataset['id'])).dataset : generate(dataset, seed), { augmentation, seed, epochs, count }),
      lookInside: async (spec, options) => lookIntoSpec(spec, options, spec.dataset.kind === 'stored' ? found(String(spec.dataset['id'])).dataset : generate(spec.dataset, spec.seed)),
      async importModel({ file, into, freeze }) {
        if (!('content' in file)) throw new Error('Files of the pretended backend come as bytes')
        const { spec, report } = importModel(file.name, file.content, { into, data: null, freeze })
        return { spec: { dataset: { kind: 'stored', id: '' }, ...spec } as unknown as ExperimentSpec, report, dataset: null }
      },
    },
    designs: fakeDesigns(draft),
    runs: {
      list: async () => runs,
      show: async (id) => ({ run: run(id), spec: specs.get(id) ?? digitsSpec, checkpoints: run(id).epoch === 0 ? [] : [{ tag: 'best', epoch: 9, step: 117, bytes: 1_221_240, sha256: 'b1'.repeat(32), createdAt: run(id).createdAt }], events: eventsOf(run(id)), suggestions: [], rangeTest: null, exports: [] }),
      smoothed: (request) => smoothed(request, (id, name) => seriesOf(run(id), name)),
      layers: async (id) => layersOf(run(id)),
      histograms: async (id, layer, what) => layerHistograms(run(id), layer, what),
      series: async ({ runs: ids, names }) => ids.flatMap((id) => names.map((name) => seriesOf(run(id), name))),
      start: async (spec) => {
        const summary = runSummary({ id: `r${runs.length + 1}`, name: spec.name, status: 'running', epoch: 0, epochs: spec.stop.epochs, skill: 0.9, colour: runs.length })
        specs.set(summary.id, spec)
        runs = [...runs, summary]
        announce('runs.changed', { runs: [summary] })
        return summary
      },
      pause: async (id) => void change(id, { status: 'paused' }),
      resume: async (id) => void change(id, { status: 'running' }),
      change: async (id, asked) => {
        const { step, epoch } = run(id)
        const spec = specs.get(id) ?? digitsSpec
        const changes = asked.reduce((all, { path, value }) => addChange(all, { step, path, value }), spec.changes ?? [])
        specs.set(id, { ...spec, changes })
        announce('runs.progressed', { id, events: [{ type: 'changed', step, epoch, changes: asked.map(({ path, value }) => ({ path, from: value, to: value })) }] })
        return changes
      },
      cancel: async (id) => void change(id, { status: 'cancelled' }),
      reorder: async () => undefined,
      update: async (id, { colour, ...part }) => change(id, { ...part, ...recoloured(id, colour) }),
      mark: async (ids, { starred, addTags = [], removeTags = [], colour }) => {
        for (const id of ids) change(id, { ...(starred === undefined ? {} : { starred }), ...recoloured(id, colour), tags: markTags(run(id).tags, addTags, removeTags) })
      },
      remove: async (ids) => {
        trash = [...trash, ...runs.filter(({ id }) => ids.includes(id))]
        runs = runs.filter(({ id }) => !ids.includes(id))
        announce('runs.removed', { ids })
      },
      restore: async (ids) => {
        runs = [...runs, ...trash.filter(({ id }) => ids.includes(id))]
        trash = trash.filter(({ id }) => !ids.includes(id))
        announce('runs.changed', { runs })
      },
      trash: async () => trash.map((thrown) => ({ run: thrown, trashedAt: thrown.createdAt, bytes: 1_221_240 })),
      emptyTrash: async (ids) => {
        const before = trash.length
        trash = ids === undefined ? [] : trash.filter(({ id }) => !ids.includes(id))
        return { freedBytes: 1_221_240 * (before - trash.length) }
      },
      columnSets: async () => columnSets,
      saveColumnSet: async (set) => void (columnSets = [...columnSets.filter(({ name }) => name !== set.name), set]),
      removeColumnSet: async (name) => void (columnSets = columnSets.filter((set) => set.name !== name)),
      comparisons: async () => comparisons,
      saveComparison: async (comparison) => void (comparisons = [...comparisons.filter(({ name }) => name !== comparison.name), comparison]),
      removeComparison: async (name) => void (comparisons = comparisons.filter((comparison) => comparison.name !== name)),
    },
    analysis: {
      confusion: async ({ run: id }) => confusion(predicted(id)),
      mistakes: async (request) => mistakes(predicted(request.run), request, annotations.chosen(run(request.run).datasetId ?? 'digits', request.among)),
      predictions: async (request) => predictionList(predicted(request.run), request, annotations.chosen(run(request.run).datasetId ?? 'digits', request.among)),
      residuals: async () => residualReport(Float32Array.from({ length: 60 }, (_, i) => i / 10 + 0.3 * Math.sin(7 * i)), Float32Array.from({ length: 60 }, (_, i) => i / 10)),
      curves: async ({ run: id }) => curves(predicted(id)),
      disagreements: async (request) => disagreements(predicted(request.runs[0]), request),
      trySamples: async ({ run: id, samples, neighbours: count = 0 }) => {
        const inputs = 'values' in samples ? samples.values : new Float32Array(64)
        return { inputs, shape: [1, 8, 8], sampleCount: 1, outputs: Float32Array.from({ length: 10 }, (_, i) => (i === 3 ? 0.91 : 0.01)), uncertainty: null, saliency: { output: 3, values: inputs.map((value, i) => value * Math.sin(i)) }, neighbours: count === 0 ? null : neighbours(predicted(id), 0, count) }
      },
      learning: async ({ part }) => (part === 'validation' ? { epochs: 8, unforgettable: 330, forgotten: 60, neverLearned: 10, tolerance: null } : null),
      history: async (request) => (request.part === 'validation' ? history(predicted(request.run), request.sample) : null),
      explain: async (request) => explain(predicted(request.run), request),
      layerOutputs: async ({ run: id }) => layerOutputs(predicted(id)),
      decisionMap: async (request) => decisionMap(predicted(request.run), request),
      embed: async (request) => embed(predicted(request.run), request),
      cancel: async () => undefined,
      errorSurface: async (request) => errorSurface(request),
      neighbours: async ({ run: id, sample, count }) => neighbours(predicted(id), sample, count),
    },
    capsules: fakeCapsules(announce),
    annotations: annotations.api,
    exports: {       report: async (ids, format, language) => ({ name: `report.${format}`, content: new TextEncoder().encode(`<html lang="${language}">${ids.join()}</html>`), mediaType: 'text/html', verification: null }),
create: async ({ format }) => ({ name: `model.${format}`, content: new Uint8Array([1, 2, 3]), mediaType: 'application/octet-stream', verification: null }) },
  }

  function advance(id: string): void {
    const epoch = run(id).epoch + 1
    announce('runs.progressed', { id, events: [epochEvent(run(id), epoch)] })
    change(id, { epoch, step: epoch * 13 })
  }

  return { api, bridge: bridgeTo(api, listeners, asked), asked, announce, advance }
}

function bridgeTo(api: Api, listeners: Map<string, Set<(payload: unknown) => void>>, asked: string[]): Bridge {
  return {
    async invoke(channel, args): Promise<Reply> {
      asked.push(channel)
      const [service = '', method = ''] = channel.split('.')
      const services = api as unknown as Readonly<Record<string, Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>>>
      try {
        const handler = services[service]?.[method]
        if (handler === undefined) throw new Error(`No channel ${channel}`)
        return { ok: true, value: await handler(...structuredClone(args)) }
      } catch (error) {
        const { name, message, issues } = error as Error & { issues?: [] }
        return { ok: false, error: { name, message, ...(issues === undefined ? {} : { issues }) } }
      }
    },
    listen(announcement, listener) {
      const set = listeners.get(announcement) ?? new Set()
      listeners.set(announcement, set.add(listener))
      return () => set.delete(listener)
    },
  }
}

function named(file: FileInput): { readonly name: string; readonly content: Uint8Array } {
  if ('content' in file) return file
  throw new Error(`The fake host reads no files from disk (${file.path})`)
}
