import { losses } from '../losses/registry.ts'
import { layers } from '../layers/registry.ts'
import { formatShape } from '../math/shape.ts'
import { DATA_INPUT } from '../network/read-layer-names.ts'
import type { ExperimentDescription } from '../experiment/description.ts'
import type { ExperimentSpec, LayerSpec } from '../experiment/spec.ts'
import type { Hyperparameter } from '../schema/hyperparameter.ts'
import { text, type Language, type Text } from '../schema/text.ts'
import type { DrawnNode, NetworkDrawing } from './draw-network.ts'
import { layOut } from './lay-out.ts'

const WORDS = { data: text('Input', 'Entrada'), loss: text('Loss', 'Pérdida'), parameters: text('param.', 'parám.'), samples: text('samples', 'muestras') }

/** A network as a drawing, laid out on its own: for places without a canvas. */
export function sketchNetwork(spec: ExperimentSpec, { layers: described, inputShape, samples }: ExperimentDescription, datasetName: string, language: Language): NetworkDrawing {
  const say = (words: Text): string => words[language]
  const count = (value: number): string => new Intl.NumberFormat(language, { useGrouping: 'always' } as Intl.NumberFormatOptions).format(value)
  const ids = [DATA_INPUT, ...described.map(({ id }) => id)]
  const at = new Map(ids.map((id, position) => [id, position]))
  const shapes = new Map<string, string>([[DATA_INPUT, inputShape === null ? '' : formatShape(inputShape)], ...described.map(({ id, outputShape }) => [id, outputShape === null ? '' : formatShape(outputShape)] as const)])
  const edges = [
    ...described.flatMap(({ id, inputs }) => inputs.flatMap((input) => (at.has(input) ? [[at.get(input)!, at.get(id)!] as const] : []))),
    ...spec.outputs.flatMap(({ from }, output) => (at.has(from) ? [[at.get(from)!, ids.length + output] as const] : [])),
  ]
  const { places, routes } = layOut(ids.length + spec.outputs.length, edges)
  const nodes: Omit<DrawnNode, 'x' | 'y'>[] = [
    { key: DATA_INPUT, isEnd: true, family: 'other', label: say(WORDS.data), words: '', name: datasetName, cost: samples === null ? '' : `${count(samples.train)} ${say(WORDS.samples)}` },
    ...described.map(({ id, index, kind, parameterCount }) => {
      const definition = layers.has(kind) ? layers.get(kind) : null
      return {
        key: id, isEnd: false, family: definition?.family ?? 'other', label: definition === null ? kind : say(definition.label), name: id,
        words: definition === null ? '' : wordsOf(spec.network.layers[index]!, definition.hyperparameters, say),
        cost: parameterCount === 0 ? '' : `${count(parameterCount)} ${say(WORDS.parameters)}`,
      }
    }),
    ...spec.outputs.map(({ loss }, output) => {
      const kind = typeof loss === 'string' ? loss : loss.kind
      return { key: `output ${output}`, isEnd: true, family: 'other', label: say(WORDS.loss), words: '', name: losses.has(kind) ? say(losses.get(kind).label) : kind, cost: '' }
    }),
  ]
  return { nodes: nodes.map((node, position) => ({ ...node, ...places[position] })), edges: routes.map((route, edge) => ({ route, shape: shapes.get(ids[edges[edge][0]]) ?? '' })) }
}

/** The first number of a layer, and its activation. */
function wordsOf(layer: LayerSpec, schema: Readonly<Record<string, Hyperparameter>>, say: (words: Text) => string): string {
  const [first] = Object.entries(schema)
  const { activation, function: own } = schema
  const lead = first !== undefined && (first[1].kind === 'int' || first[1].kind === 'float') ? [`${say(first[1].label)} ${String(layer[first[0]] ?? first[1].default)}`] : []
  const block = activation ?? own
  const name = block?.kind === 'block' ? (layer[activation === undefined ? 'function' : 'activation'] ?? block.default) : null
  const kind = typeof name === 'string' ? name : typeof name === 'object' && name !== null ? String((name as { readonly kind?: unknown }).kind) : ''
  return [...lead, ...(kind === '' || kind === 'linear' || block?.kind !== 'block' || !block.registry.has(kind) ? [] : [say(block.registry.get(kind).label)])].join(' · ')
}
