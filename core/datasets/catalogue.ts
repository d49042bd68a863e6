import type { Shape } from '../math/shape.ts'
import { text, type Text } from '../schema/text.ts'
import type { DatasetTask } from './dataset.ts'
import type { CsvPlan, PartialPlan } from './import-plan.ts'

/** A file of the catalogue. Mirrors are tried in turn. */
export interface CatalogueFile {
  readonly name: string
  readonly addresses: readonly string[]
  /**
   * Checksums of the file as published: `md5:…` and `sha256:…` of its bytes, `unpacked-sha256:…` of what a gzip file holds (mirrors pack
   * anew). One that fits is enough. Empty where no checksum could be confirmed: then the data set's structure is what is checked.
   */
  readonly digests: readonly string[]
}

/** A well-known data set, where it is, and what it must turn out to be. */
export interface CatalogueDefinition {
  readonly title: Text
  readonly doc: Text
  readonly reference: string
  readonly task: DatasetTask
  readonly sampleCount: number
  readonly inputShape: Shape
  readonly classCount: number | null
  readonly files: readonly CatalogueFile[]
  readonly plan: PartialPlan
}

const at = (...folders: readonly string[]) => (name: string, ...digests: readonly string[]): CatalogueFile => ({ name, addresses: folders.map((folder) => `${folder}${name}`), digests })

/** `name: type role`, in the order of the file. */
function columns(...list: readonly (readonly [name: string, type?: 'number' | 'category', role?: 'feature' | 'target' | 'ignore'])[]) {
  return list.map(([name, type = 'number', role = 'feature']) => ({ name, type, role }))
}

/** `csv`: how the file is written; null where that differs between mirrors and is sniffed. */
const plainTable = (task: DatasetTask, list: ReturnType<typeof columns>, name: string, csv: CsvPlan | null = { delimiter: ',', header: false, decimal: '.' }): PartialPlan => ({
  format: 'csv', name, csv, table: { task, columns: list, missing: ['?'] },
})

const mnistFile = at('https://ossci-datasets.s3.amazonaws.com/mnist/', 'https://storage.googleapis.com/cvdf-datasets/mnist/', 'http://yann.lecun.com/exdb/mnist/')
const fashionFile = at('http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/', 'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/')
const kuzushijiFile = at('http://codh.rois.ac.jp/kmnist/dataset/kmnist/')
const uciFile = (folder: string) => at(`https://archive.ics.uci.edu/ml/machine-learning-databases/${folder}/`, `http://archive.ics.uci.edu/ml/machine-learning-databases/${folder}/`)

const NUCLEUS = ['radius', 'texture', 'perimeter', 'area', 'smoothness', 'compactness', 'concavity', 'concave points', 'symmetry', 'fractal dimension']

/** Data sets by name. Every address is here; a school with a mirror of its own names it in DESCENT_DATASET_MIRROR. */
export const catalogue: Readonly<Record<string, CatalogueDefinition>> = {
  'mnist': {
    title: text('MNIST', 'MNIST'),
    doc: text('Handwritten digits of 28 × 28 pixels: the classic of the field.', 'Cifras manuscritas de 28 × 28 píxeles: el clásico del campo.'),
    reference: 'LeCun, Cortes & Burges (1998), "The MNIST database of handwritten digits"',
    task: 'classification', sampleCount: 70_000, inputShape: [1, 28, 28], classCount: 10,
    files: [
      mnistFile('train-images-idx3-ubyte.gz', 'md5:f68b3c2dcbeaaa9fbdd348bbdeb94873', 'sha256:578417f93f7c54429f6e89d6e53dc8a5df98e4f1361639e086b8eb3cec6850eb'),
      mnistFile('train-labels-idx1-ubyte.gz', 'md5:d53e105ee54ea40749a09fcbcd1e9432', 'unpacked-sha256:65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5'),
      mnistFile('t10k-images-idx3-ubyte.gz', 'md5:9fb629c4189551a2d022fa330f9573f3', 'unpacked-sha256:0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7'),
      mnistFile('t10k-labels-idx1-ubyte.gz', 'md5:ec29112dd5afa0611ce80d1b7f02629c', 'unpacked-sha256:ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2'),
    ],
    plan: { format: 'idx', name: 'MNIST' },
  },
  'fashion-mnist': {
    title: text('Fashion-MNIST', 'Fashion-MNIST'),
    doc: text('Ten kinds of clothes in the format of MNIST, and harder.', 'Diez clases de prendas en el formato de MNIST, y más difíciles.'),
    reference: 'Xiao, Rasul & Vollgraf (2017), "Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms"',
    task: 'classification', sampleCount: 70_000, inputShape: [1, 28, 28], classCount: 10,
    files: [
      fashionFile('train-images-idx3-ubyte.gz', 'md5:8d4fb7e6c68d591d4c3dfef9ec88bf0d'),
      fashionFile('train-labels-idx1-ubyte.gz', 'md5:25c81989df183df01b3e8a0aad5dffbe'),
      fashionFile('t10k-images-idx3-ubyte.gz', 'md5:bef4ecab320f06d8554ea6380940ec79'),
      fashionFile('t10k-labels-idx1-ubyte.gz', 'md5:bb300cfdad3c16e7a12a480ee83cd310'),
    ],
    plan: { format: 'idx', name: 'Fashion-MNIST' },
  },
  'kmnist': {
    title: text('KMNIST', 'KMNIST'),
    doc: text('Ten characters of cursive Japanese in the format of MNIST.', 'Diez caracteres del japonés cursivo en el formato de MNIST.'),
    reference: 'Clanuwat et al. (2018), "Deep learning for classical Japanese literature"',
    task: 'classification', sampleCount: 70_000, inputShape: [1, 28, 28], classCount: 10,
    files: [
      kuzushijiFile('train-images-idx3-ubyte.gz', 'md5:bdb82020997e1d708af4cf47b453dcf7'),
      kuzushijiFile('train-labels-idx1-ubyte.gz', 'md5:e144d726b3acfaa3e44228e80efcd344'),
      kuzushijiFile('t10k-images-idx3-ubyte.gz', 'md5:5c965bf0a639b31b8f53240b1b52f4d7'),
      kuzushijiFile('t10k-labels-idx1-ubyte.gz', 'md5:7320c461ea6c1c855c0b718fb2a4b134'),
    ],
    plan: { format: 'idx', name: 'KMNIST' },
  },
  'iris': {
    title: text('Iris', 'Iris'),
    doc: text('Three kinds of iris by the length and width of sepal and petal.', 'Tres especies de lirio según el largo y ancho de sépalo y pétalo.'),
    reference: 'Fisher (1936), "The use of multiple measurements in taxonomic problems"',
    task: 'classification', sampleCount: 150, inputShape: [4], classCount: 3,
    files: [uciFile('iris')('iris.data')],
    plan: plainTable('classification', columns(['sepal length'], ['sepal width'], ['petal length'], ['petal width'], ['species', 'category', 'target']), 'Iris'),
  },
  'wine': {
    title: text('Wine', 'Vino'),
    doc: text('Three cultivars by a chemical analysis of their wines.', 'Tres variedades de uva según el análisis químico de sus vinos.'),
    reference: 'Aeberhard, Coomans & de Vel (1992), "Comparison of classifiers in high dimensional settings"',
    task: 'classification', sampleCount: 178, inputShape: [13], classCount: 3,
    files: [uciFile('wine')('wine.data')],
    plan: plainTable('classification', columns(
      ['cultivar', 'category', 'target'], ['alcohol'], ['malic acid'], ['ash'], ['alcalinity of ash'], ['magnesium'], ['total phenols'], ['flavanoids'], ['nonflavanoid phenols'], ['proanthocyanins'], ['colour intensity'], ['hue'], ['OD280/OD315'], ['proline'],
    ), 'Wine'),
  },
  'wine-quality': {
    title: text('Red wine quality', 'Calidad del vino tinto'),
    doc: text('Marks that tasters gave to red wines, by eleven measurements.', 'Notas de catadores a vinos tintos según once medidas.'),
    reference: 'Cortez et al. (2009), "Modeling wine preferences by data mining from physicochemical properties"',
    task: 'regression', sampleCount: 1599, inputShape: [11], classCount: null,
    files: [uciFile('wine-quality')('winequality-red.csv')],
    plan: {
      format: 'csv', name: 'Red wine quality',
      table: {
        task: 'regression', missing: ['?'],
        columns: columns(['fixed acidity'], ['volatile acidity'], ['citric acid'], ['residual sugar'], ['chlorides'], ['free sulfur dioxide'], ['total sulfur dioxide'], ['density'], ['pH'], ['sulphates'], ['alcohol'], ['quality', 'number', 'target']),
      },
    },
  },
  'breast-cancer': {
    title: text('Breast cancer', 'Cáncer de mama'),
    doc: text('Benign and malignant tumours by thirty measurements of cell nuclei.', 'Tumores benignos y malignos según treinta medidas de núcleos celulares.'),
    reference: 'Street, Wolberg & Mangasarian (1993), "Nuclear feature extraction for breast tumor diagnosis"',
    task: 'classification', sampleCount: 569, inputShape: [30], classCount: 2,
    files: [uciFile('breast-cancer-wisconsin')('wdbc.data')],
    plan: plainTable('classification', columns(
      ['patient', 'number', 'ignore'], ['diagnosis', 'category', 'target'], ...['mean', 'error of', 'worst'].flatMap((part) => NUCLEUS.map((name) => [`${part} ${name}`] as const)),
    ), 'Breast cancer'),
  },
  'optdigits': {
    title: text('Optdigits', 'Optdigits'),
    doc: text('Handwritten digits as 8 × 8 counts of ink; small enough to learn from in a second.', 'Cifras manuscritas como 8 × 8 cuentas de tinta; bastan para aprender en un segundo.'),
    reference: 'Alpaydin & Kaynak (1998), "Cascading classifiers"',
    task: 'classification', sampleCount: 5620, inputShape: [64], classCount: 10,
    files: [
      // Some mirrors add a line of names, so there is no one checksum.
      uciFile('optdigits')('optdigits.tra'),
      uciFile('optdigits')('optdigits.tes'),
    ],
    plan: plainTable('classification', [...columns(...Array.from({ length: 64 }, (_, i) => [`pixel ${Math.floor(i / 8) + 1},${(i % 8) + 1}`] as const)), { name: 'digit', type: 'number', role: 'target' }], 'Optdigits', null),
  },
}
