import { initializers } from '../initializers/registry.ts'
import { SpecError, describeValue } from '../schema/issue.ts'
import { block, int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineLayer } from './definition.ts'

/** `weight` [count, dimensions]; inputs are whole numbers from 0 to count − 1. */
export const embedding = defineLayer({
  label: text('Embedding', 'Incrustación'),
  doc: text('Replaces each whole number (a word, a category) by a trained vector: [length] becomes [length, dimensions].', 'Cambia cada número entero (una palabra, una categoría) por un vector entrenado: [longitud] pasa a [longitud, dimensiones].'),
  keywords: text('lookup word vectors categorical', 'vectores de palabras categórico'),
  reference: 'Bengio, Ducharme, Vincent & Jauvin (2003)',
  family: 'dense',
  hyperparameters: {
    count: int({ label: text('Symbols', 'Símbolos'), default: 100, min: 1, max: 10_000_000, scale: 'log', doc: text('How many different numbers there are.', 'Cuántos números distintos hay.') }),
    dimensions: int({ label: text('Dimensions', 'Dimensiones'), default: 16, min: 1, max: 4096, scale: 'log', doc: text('Length of each vector.', 'Longitud de cada vector.') }),
    initializer: block({ label: text('Initializer', 'Inicializador'), registry: initializers, default: 'normal', doc: text('How the vectors start.', 'Cómo empiezan los vectores.') }),
  },
  outputShape(input, { dimensions }, path, issues) {
    if (input.length === 1) return [input[0], dimensions]
    issues.push({ path, expected: text('a flat list of symbols', 'una lista plana de símbolos'), received: describeValue(input), fix: text('put it first, or a flatten layer before it', 'póngala la primera, o ponga antes un aplanado') })
    return null
  },
  parameters: (_, { count, dimensions, initializer }) => [{ name: 'weight', shape: [count, dimensions], fanIn: count, fanOut: dimensions, initializer, penalized: true }],
  multiplyAdds: () => 0,
  forward(x, { ops, hyperparameters: { count, dimensions }, parameters: { weight } }) {
    const [samples, length] = x.shape
    const symbols = ops.createIndices([samples * length])
    const y = ops.create([samples, length, dimensions])
    ops.host(() => {
      for (let i = 0; i < symbols.data.length; i++) {
        const symbol = x.data[i]
        if (!Number.isInteger(symbol) || symbol < 0 || symbol >= count) throw unknownSymbol(symbol, count)
        symbols.data[i] = symbol
      }
    }, [x, symbols])
    ops.gather(weight.value, symbols, { shape: [samples * length, dimensions], data: y.data })
    return {
      y,
      backward(dy) {
        if (!weight.claimGradient()) ops.fill(weight.gradient, 0)
        ops.host(() => {
          symbols.data.forEach((symbol, i) => {
            for (let j = 0; j < dimensions; j++) weight.gradient.data[symbol * dimensions + j] += dy.data[i * dimensions + j]
          })
        }, [symbols, weight.gradient, dy])
        // Whole numbers have no gradient.
        return null
      },
    }
  },
})

const unknownSymbol = (symbol: number, count: number): SpecError => new SpecError([{
  path: 'dataset',
  expected: text(`whole numbers from 0 to ${count - 1} as inputs of the embedding`, `números enteros de 0 a ${count - 1} como entradas de la incrustación`),
  received: describeValue(symbol),
  fix: text('raise its count, and leave these columns out of the preprocessing', 'aumente su número de símbolos y deje estas columnas fuera del preprocesado'),
}])
