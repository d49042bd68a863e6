/**
 * Who may import whom. `core/X → Y` below reads: files of core/X may import core/Y, and themselves.
 * A rule that nobody can break unnoticed: test/architecture/imports.test.ts plants a violation of each.
 */
const blocks = ['activations', 'initializers', 'layers', 'losses', 'metrics', 'optimizers', 'schedules', 'regularizers', 'datasets', 'splits', 'preprocessing', 'augmentations', 'ensembles', 'pretraining', 'saliency']
const mayImport = {
  math: [],
  schema: ['math'],
  ops: ['math', 'kernels'],
  kernels: [],
  formats: ['math', 'schema'],
  activations: ['math', 'schema', 'ops'],
  initializers: ['math', 'schema', 'ops'],
  layers: ['math', 'schema', 'ops', 'activations', 'initializers'],
  losses: ['math', 'schema', 'ops'],
  optimizers: ['math', 'schema', 'ops'],
  pretraining: ['math', 'schema', 'ops', 'activations'],
  schedules: ['math', 'schema'],
  ensembles: ['math', 'schema', 'ops', 'optimizers'],
  regularizers: ['math', 'schema', 'ops'],
  preprocessing: ['math', 'schema'],
  augmentations: ['math', 'schema'],
  saliency: ['math', 'schema'],
  datasets: ['math', 'schema', 'formats', 'preprocessing'],
  splits: ['math', 'schema', 'datasets'],
  metrics: ['math', 'schema', 'datasets', 'experiment/training-data'],
  network: ['math', 'schema', 'ops', ...blocks],
  experiment: ['math', 'schema', 'ops', 'network', ...blocks],
  trainer: ['math', 'schema', 'ops', 'network', 'experiment', 'formats', ...blocks],
  templates: ['math', 'schema', 'activations', 'optimizers', 'datasets', 'experiment'],
  imports: ['math', 'schema', 'network', 'experiment', 'trainer', 'formats', ...blocks],
  exports: ['math', 'schema', 'network', 'experiment', 'trainer', 'formats', ...blocks],
  advice: ['math', 'schema', 'ops', 'network', 'experiment', 'trainer', ...blocks],
  analysis: ['math', 'schema', 'ops', 'network', 'experiment', 'trainer', 'formats', 'advice', ...blocks],
  drawing: ['math', 'schema', 'network', 'experiment', ...blocks],
}

/** Text processing, compression, Parquet and pictures: what would be foolish to write again; builds that need no Node. */
const FORMAT_PACKAGES = 'node_modules/((fflate|csv-parse)/.*browser|hyparquet/|fzstd/|jpeg-js/|@jsquash/webp/)'
const NPM = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown']

const downstream = Object.entries(mayImport).map(([folder, allowed]) => ({
  name: `core-${folder}`,
  comment: `core/${folder} may import ${allowed.length === 0 ? 'nothing' : allowed.map((other) => `core/${other}`).join(', ')}`,
  severity: 'error',
  from: { path: `^core/${folder}/` },
  to: { path: '^core/', pathNot: `^core/(${[folder, ...allowed].join('|')})[/.]` },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...downstream,
    {
      name: 'no-circular',
      comment: 'types may refer to each other, and a form may hold a form; other running code may not',
      severity: 'error',
      from: { pathNot: '\\.vue$' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'core-is-pure',
      comment: 'core runs in a worker, in tests and in the window',
      severity: 'error',
      from: { path: '^core/' },
      to: { path: '^(electron|renderer|test|tools)/' },
    },
    {
      name: 'core-no-node',
      comment: 'only the worker entry knows Node',
      severity: 'error',
      from: { path: '^core/', pathNot: '^core/worker/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-no-packages',
      comment: 'formats may use a few packages that need no Node',
      severity: 'error',
      from: { path: '^core/', pathNot: '^core/(formats/|worker/umap\\.ts$)' },
      to: { dependencyTypes: NPM },
    },
    {
      name: 'umap-knows-umap',
      comment: 'one file of the worker draws with a kept library',
      severity: 'error',
      from: { path: '^core/worker/umap\\.ts$' },
      to: { dependencyTypes: NPM, pathNot: 'node_modules/umap-js/' },
    },
    {
      name: 'formats-known-packages',
      severity: 'error',
      from: { path: '^core/formats/' },
      to: { dependencyTypes: NPM, pathNot: FORMAT_PACKAGES },
    },
    {
      name: 'core-knows-no-worker',
      severity: 'error',
      from: { path: '^core/', pathNot: '^core/worker/' },
      to: { path: '^core/worker/' },
    },
    {
      name: 'core-through-its-index',
      comment: 'what core offers is core/index.ts and the protocol of its worker',
      severity: 'error',
      from: { path: '^(electron|renderer|core/worker)/' },
      to: { path: '^core/', pathNot: ['^core/index\\.ts$', '^core/worker/'] },
    },
    {
      name: 'worker-through-its-protocol',
      comment: 'hosts may also write files as safely as the worker does',
      severity: 'error',
      from: { path: '^(electron|renderer)/' },
      to: { path: '^core/worker/', pathNot: '^core/worker/(protocol|write-durably)\\.ts$' },
    },
    {
      name: 'contract-is-types',
      comment: 'both ends import the contract, so it imports neither',
      severity: 'error',
      from: { path: '^electron/contract/' },
      to: { pathNot: ['^electron/contract/', '^core/index\\.ts$'] },
    },
    {
      name: 'renderer-sees-the-contract',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(electron|core|test|tools)/', pathNot: ['^electron/contract/', '^core/index\\.ts$'] },
    },
    {
      name: 'renderer-no-node',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'renderer-no-native',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: 'node_modules/(electron|better-sqlite3|ws)/' },
    },
    {
      name: 'renderer-is-a-leaf',
      severity: 'error',
      from: { path: '^(core|electron)/' },
      to: { path: '^renderer/' },
    },
    {
      name: 'only-database-knows-sqlite',
      severity: 'error',
      from: { path: '^(core|electron|renderer)/', pathNot: '^electron/database/' },
      to: { path: 'node_modules/(@types/)?better-sqlite3/' },
    },
    {
      name: 'only-shell-knows-electron',
      comment: 'services run in a terminal and in a browser as well',
      severity: 'error',
      from: { path: '^(core|electron|renderer)/', pathNot: '^electron/(main|preload)/' },
      to: { path: 'node_modules/electron/' },
    },
    {
      name: 'only-web-knows-sockets',
      severity: 'error',
      from: { path: '^(core|electron|renderer)/', pathNot: '^electron/web/' },
      to: { path: 'node_modules/(@types/)?ws/' },
    },
    {
      name: 'database-is-below',
      severity: 'error',
      from: { path: '^electron/database/' },
      to: { path: '^electron/', pathNot: '^electron/(database|contract)/' },
    },
    {
      name: 'services-know-no-host',
      severity: 'error',
      from: { path: '^electron/services/' },
      to: { path: '^electron/', pathNot: '^electron/(services|database|contract)/' },
    },
    {
      name: 'preload-is-thin',
      comment: 'a sandboxed preload can require nothing but electron',
      severity: 'error',
      from: { path: '^electron/preload/' },
      to: { pathNot: ['^electron/(preload|contract)/', 'node_modules/electron/'] },
    },
    {
      name: 'hosts-through-services',
      comment: 'the database is the services’ business',
      severity: 'error',
      from: { path: '^electron/(main|web|cli|preload)/' },
      to: { path: '^electron/database/' },
    },
    {
      name: 'no-unresolved',
      comment: 'kernels are built; the style sheets of a component kit are the bundler’s to find',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['/(kernels|formats)/build/', '^element-plus/es/components/.*/style/css$'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^core/kernels/(?!build)' },
    enhancedResolveOptions: { extensions: ['.ts', '.vue', '.js', '.mjs', '.d.ts'], exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
}
