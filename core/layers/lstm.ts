import { defineTensorInitializer } from '../initializers/definition.ts'
import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineLayer, type ParameterDeclaration } from './definition.ts'
import { initializer, recurrentInitializer, recurrentMultiplyAdds, recurrentParameters, recurrentShape, returns, runCell, units, ZEROS, type Cell } from './recurrent.ts'

const GATES = 4

/** Gates in the order i, f, g, o. */
const lstmCell: Cell = {
  gates: GATES,
  remembers: true,
  step(ops, input, hidden, before) {
    input.forEach((z, gate) => ops.add(z, hidden[gate], z))
    const [i, f, g, o] = input
    for (const gate of [i, f, o]) ops.unary('logistic', gate, gate)
    ops.unary('tanh', g, g)
    const product = (a: typeof i, b: typeof i) => {
      const out = ops.create(a.shape)
      ops.multiply(a, b, out)
      return out
    }
    const c = product(f, before.c!)
    ops.add(c, product(i, g), c)
    const bent = ops.create(c.shape)
    ops.unary('tanh', c, bent)
    return {
      state: { h: product(o, bent), c },
      backward(dh, dcAfter) {
        const dOut = product(dh, bent)
        ops.multiply(dh, o, dh)
        ops.unaryBackward('tanh', bent, dh, dh)
        ops.add(dh, dcAfter!, dh)
        const dc = dh
        const [di, df, dg] = [product(dc, g), product(dc, before.c!), product(dc, i)]
        for (const [gate, gradient] of [[i, di], [f, df], [o, dOut]] as const) ops.unaryBackward('logistic', gate, gradient, gradient)
        ops.unaryBackward('tanh', g, dg, dg)
        const gates = [di, df, dg, dOut]
        return { input: gates, hidden: gates, h: null, c: product(dc, f) }
      },
    }
  },
}

/** Biases of zero but for the forget gate's. */
const forgetBiasInitializer = (forgetBias: number): ParameterDeclaration['initializer'] => ({
  kind: 'constant',
  definition: defineTensorInitializer({
    label: text('Forget bias', 'Sesgo de olvido'),
    doc: text('0, and for the forget gate a chosen number.', '0, y en la puerta de olvido un número elegido.'),
    hyperparameters: {},
    fill(values) {
      values.fill(0)
      values.fill(forgetBias, values.length / GATES, 2 * values.length / GATES)
    },
  }),
  hyperparameters: {},
})

export const lstm = defineLayer({
  label: text('LSTM', 'LSTM'),
  doc: text(
    'Long short-term memory: gates i, f, o = σ(W x + U h + b) write to, keep and show a memory cell: c_t = f∘c_(t−1) + i∘tanh(…), h_t = o∘tanh(c_t).',
    'Memoria a corto y largo plazo: las puertas i, f, o = σ(W x + U h + b) escriben, conservan y muestran una celda de memoria: c_t = f∘c_(t−1) + i∘tanh(…), h_t = o∘tanh(c_t).',
  ),
  keywords: text('recurrent sequence memory', 'recurrente secuencia memoria'),
  reference: 'Hochreiter & Schmidhuber (1997); Gers, Schmidhuber & Cummins (2000); lecture 000',
  family: 'recurrent',
  hyperparameters: {
    units,
    returns,
    initializer,
    recurrentInitializer,
    forgetBias: float({ label: text('Forget bias', 'Sesgo de olvido'), default: 1, doc: text('Above 0 the cell begins by remembering.', 'Por encima de 0 la celda empieza recordando.') }),
  },
  reach: () => 'all',
  outputShape: recurrentShape,
  parameters: (input, hyperparameters) => recurrentParameters(input, GATES, hyperparameters, [forgetBiasInitializer(hyperparameters.forgetBias), ZEROS()]),
  multiplyAdds: (input, hyperparameters) => recurrentMultiplyAdds(input, GATES, hyperparameters.units),
  forward: (x, context) => runCell(lstmCell, x, context, context.hyperparameters.units, context.hyperparameters.returns),
})
