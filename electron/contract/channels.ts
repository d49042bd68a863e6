import type { Announcements, Api } from './api.ts'

type MethodsOf<S> = keyof S & string
export type Channel = { [S in keyof Api & string]: `${S}.${MethodsOf<Api[S]>}` }[keyof Api & string]

/** Both hosts let exactly these through; `satisfies` keeps the list complete and free of typos. */
export const channels = {
  'app.info': true,
  'datasets.list': true,
  'datasets.describe': true,
  'datasets.preview': true,
  'datasets.import': true,
  'datasets.cancel': true,
  'datasets.catalogue': true,
  'datasets.fetch': true,
  'datasets.generate': true,
  'datasets.previewGenerated': true,
  'datasets.samples': true,
  'datasets.principalComponents': true,
  'datasets.samplesAt': true,
  'datasets.labels': true,
  'datasets.previewSplit': true,
  'datasets.previewPreprocessing': true,
  'datasets.rename': true,
  'datasets.remove': true,
  'datasets.restore': true,
  'datasets.emptyTrash': true,
  'experiments.describe': true,
  'experiments.examples': true,
  'experiments.previewAugmentation': true,
  'experiments.loadDraft': true,
  'experiments.saveDraft': true,
  'experiments.loadLayout': true,
  'experiments.saveLayout': true,
  'runs.list': true,
  'runs.show': true,
  'runs.series': true,
  'runs.start': true,
  'runs.pause': true,
  'runs.resume': true,
  'runs.cancel': true,
  'runs.reorder': true,
  'runs.update': true,
  'runs.remove': true,
  'runs.restore': true,
  'runs.emptyTrash': true,
  'analysis.confusion': true,
  'analysis.mistakes': true,
  'exports.create': true,
} as const satisfies Record<Channel, true>

export const announcements = {
  'runs.changed': true,
  'runs.removed': true,
  'runs.progressed': true,
  'datasets.changed': true,
  'datasets.progressed': true,
} as const satisfies Record<keyof Announcements, true>
