import { activations, ensembles, layers, optimizers, sizeOf, type ExperimentDescription, type ExperimentSpec, type LayerDescription, type LayerSpec, type Text } from '../../core/index.ts'
import { asBlockSpec } from '../components/block-value.ts'
import { blockLabel } from '../components/block-words.ts'

interface Speech {
  readonly t: (key: string, named?: Record<string, unknown>, plural?: number) => string
  readonly say: (words: Text) => string
  readonly value: (value: number) => string
  readonly count: (value: number) => string
}

/** From as many equal layers in a row on they are written once, with their number. */
const MANY = 3
/** What keeps the shape of what it is given, or only writes it otherwise: no stage of the network. */
const PLAIN_FAMILIES = ['activation', 'regularization', 'normalization', 'shape']

/** What is counted, in the order it is said. */
const COUNTED = ['convolution', 'recurrent', 'embedding', 'addition', 'combination', 'dense'] as const
type Counted = (typeof COUNTED)[number]

/** A network in as few words as tell it from others: `784-128-10`, `LeNet-like: 2 convolutions, 3 dense`. */
export function networkWords(spec: ExperimentSpec, description: ExperimentDescription, { t, count }: Speech): string {
  const stages = description.layers.filter(({ kind }) => !PLAIN_FAMILIES.includes(familyOf(kind)))
  const isStack = spec.network.layers.every((layer, index) => layer.inputs === undefined || (layer.inputs.length === 1 && layer.inputs[0] === (index === 0 ? 'input' : spec.network.layers[index - 1]?.id)))
  if (isStack && description.inputShape !== null && stages.length > 0 && stages.every(({ kind, outputShape }) => kind === 'dense' && outputShape !== null)) {
    return [count(sizeOf(description.inputShape)), ...inRows(stages.map(({ outputShape }) => count(outputShape?.[0] ?? 0)))].join('-')
  }
  const numbers = new Map<Counted, number>()
  for (const { kind } of stages) {
    const what = countedAs(kind)
    if (what !== null) numbers.set(what, (numbers.get(what) ?? 0) + 1)
  }
  const parts = COUNTED.flatMap((what) => {
    const n = numbers.get(what) ?? 0
    return n === 0 ? [] : [t(`inspect.summary.${what}`, { n: count(n) }, n)]
  })
  const likeness = likenessOf(stages, isStack)
  const list = parts.length === 0 ? t('design.layersCount', { n: spec.network.layers.length }, spec.network.layers.length) : parts.join(', ')
  return likeness === null ? list : `${t(`inspect.summary.like.${likeness}`)}: ${list}`
}

const familyOf = (kind: string): string => (layers.has(kind) ? layers.get(kind).family : 'other')

function countedAs(kind: string): Counted | null {
  if (kind === 'embedding') return 'embedding'
  if (kind === 'add') return 'addition'
  const family = familyOf(kind)
  return family === 'convolution' || family === 'recurrent' || family === 'combination' || family === 'dense' ? family : null
}

/** `64-64-64-64` as `4×64`. */
function inRows(sizes: readonly string[]): readonly string[] {
  const rows: { size: string; n: number }[] = []
  for (const size of sizes) {
    const last = rows.at(-1)
    if (last?.size === size) last.n++
    else rows.push({ size, n: 1 })
  }
  return rows.flatMap(({ size, n }) => (n >= MANY ? [`${n}×${size}`] : new Array<string>(n).fill(size)))
}

/** The well-known network that it is built like; null where it is like none. */
function likenessOf(stages: readonly LayerDescription[], isStack: boolean): 'leNet' | 'vgg' | 'resNet' | 'branched' | null {
  const word = stages.map(({ kind }) => (kind === 'add' ? '+' : familyOf(kind) === 'convolution' ? 'c' : familyOf(kind) === 'pooling' ? 'p' : familyOf(kind) === 'combination' ? '*' : 'd')).join('')
  if (word.includes('+') && word.includes('c')) return 'resNet'
  if (!isStack) return 'branched'
  if (/^(cp){2,}c?d{2,}$/.test(word)) return 'leNet'
  return /^(c{2,}p){2,}d+$/.test(word) ? 'vgg' : null
}

/** The activations of the hidden layers, each once. */
function activationWords({ network, outputs }: ExperimentSpec, say: Speech['say']): readonly string[] {
  const ends = new Set(outputs.map(({ from }) => from))
  const own = (layer: LayerSpec): string | null => {
    if (layer.kind === 'pRelu') return say(layers.get('pRelu').label)
    const standard = layers.has(layer.kind) ? layers.get(layer.kind).hyperparameters : {}
    const block = asBlockSpec(layer['activation'] ?? layer['function'] ?? standard['activation']?.default ?? standard['function']?.default)
    return block === null || block.kind === 'linear' || ends.has(layer.id ?? '') ? null : blockLabel(block, activations, say)
  }
  return [...new Set(network.layers.map(own).filter((name) => name !== null))]
}

/** An experiment in a sentence: network, activations, optimizer, batches and length; then its size, and what an epoch takes where that is known. */
export function summarySentence(spec: ExperimentSpec, description: ExperimentDescription, time: string | null, speech: Speech): string {
  const { t, say, value, count } = speech
  const members = description.members > 1 ? `${count(description.members)} × ` : ''
  const isChain = spec.ensemble !== null && ensembles.has(spec.ensemble.kind) && ensembles.get(spec.ensemble.kind).sort === 'chain'
  const rate = Number(spec.optimizer['learningRate'] ?? (optimizers.has(spec.optimizer.kind) ? optimizers.get(spec.optimizer.kind).hyperparameters['learningRate']?.default : undefined))
  const how = [
    `${members}${networkWords(spec, description, speech)}`,
    ...activationWords(spec, say),
    isChain && spec.ensemble !== null ? blockLabel(spec.ensemble, ensembles, say) : `${blockLabel(spec.optimizer, optimizers, say)}${Number.isFinite(rate) ? ` ${value(rate)}` : ''}`,
    spec.batches.size === 'full' ? t('inspect.summary.fullBatch') : spec.batches.size === 1 ? t('inspect.summary.online') : t('inspect.summary.batch', { n: count(spec.batches.size) }),
    t('design.epochs', { n: count(description.epochs) }, description.epochs),
  ].join(', ')
  return `${how}: ${[t('design.parametersCount', { n: count(description.parameterCount) }), ...(time === null ? [] : [time])].join(', ')}`
}
