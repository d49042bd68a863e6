import { text } from '../schema/text.ts'
import { GIVEN_PARTS } from '../datasets/dataset.ts'
import { defineSplit } from './definition.ts'

const NOTHING_GIVEN = text('a data set whose source fixes the parts', 'un conjunto de datos cuya fuente fije las partes')

export const given = defineSplit({
  label: text('As given', 'La dada'),
  doc: text('Keeps the parts that the source of the data fixes, e.g. the test file of MNIST.', 'Conserva las partes que fija la fuente de los datos, p. ej. el fichero de prueba de MNIST.'),
  hyperparameters: {},
  check(_, { givenCounts }, path) {
    const fix = text('use { "kind": "fraction" }', 'use { "kind": "fraction" }')
    if (givenCounts === null) return [{ path, expected: NOTHING_GIVEN, received: 'one that fixes none', fix }]
    if (givenCounts.train === 0) return [{ path, expected: text('samples to learn from', 'muestras para aprender'), received: '0', fix }]
    return []
  },
  count(_, { givenCounts, sampleCount }) {
    return givenCounts ?? { train: sampleCount, validation: 0, test: 0 }
  },
  split(_, { givenParts, sampleCount }) {
    const parts = GIVEN_PARTS.map((): number[] => [])
    for (let i = 0; i < sampleCount; i++) parts[givenParts === null ? 0 : givenParts[i]].push(i)
    const [train, validation, test] = parts.map((part) => Int32Array.from(part))
    return { train, validation, test }
  },
})
