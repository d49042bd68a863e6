import { formatShape, sameShape, type Shape } from '../math/shape.ts'
import type { Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'

/** How a file's tensors fit a network's, by name. */
export interface WeightMatch {
  readonly matched: readonly string[]
  /** Of the network, not in the file: initialized as usual. */
  readonly missing: readonly string[]
  /** Of the file, not in the network. */
  readonly unused: readonly string[]
}

/** Tensors by name. */
export type Shaped = ReadonlyMap<string, { readonly shape: Shape }>

/** A checkpoint keeps more than parameters and buffers, whose names have one dot and no stroke. */
const isTrainingState = (name: string): boolean => name.includes('/')

/** Compares by name; pushes an issue for each tensor of another shape, and one when no name fits. */
export function matchWeights(wanted: Shaped, given: Shaped, issues: Issue[]): WeightMatch {
  const matched: string[] = []
  const missing: string[] = []
  for (const [name, { shape }] of wanted) {
    const found = given.get(name)
    if (found === undefined) missing.push(name)
    else if (sameShape(found.shape, shape)) matched.push(name)
    else {
      issues.push({
        path: `initialWeights ${name}`,
        expected: text(`a tensor of shape ${formatShape(shape)}`, `un tensor de forma ${formatShape(shape)}`),
        received: formatShape(found.shape),
        fix: text('give the layer another name, so that it starts anew', 'dé otro nombre a la capa, para que empiece de nuevo'),
      })
    }
  }
  const unused = [...given.keys()].filter((name) => !wanted.has(name) && !isTrainingState(name))
  if (wanted.size > 0 && missing.length === wanted.size) {
    issues.push({
      path: 'initialWeights',
      expected: text(`a tensor with the name of one of the network (${listNames(missing)})`, `un tensor con el nombre de alguno de la red (${listNames(missing)})`),
      received: listNames(unused) || 'no tensors',
      fix: text('give the layers the names that the file has', 'dé a las capas los nombres que tiene el fichero'),
    })
  }
  return { matched, missing, unused }
}

const SHOWN = 6

/** The first of many names. */
export const listNames = (names: readonly string[]): string => (names.length > SHOWN ? `${names.slice(0, SHOWN).join(', ')}, …` : names.join(', '))
