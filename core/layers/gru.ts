import { text } from '../schema/text.ts'
import { defineLayer } from './definition.ts'
import { initializer, recurrentInitializer, recurrentMultiplyAdds, recurrentParameters, recurrentShape, returns, runCell, units, type Cell } from './recurrent.ts'

const GATES = 3

/** Gates in the order r, z, n; the reset gate acts on U h + b, as in PyTorch. */
const gruCell: Cell = {
  gates: GATES,
  remembers: false,
  step(ops, [r, z, n], [hr, hz, hn], before) {
    const product = (a: typeof r, b: typeof r) => {
      const out = ops.create(a.shape)
      ops.multiply(a, b, out)
      return out
    }
    ops.add(r, hr, r)
    ops.add(z, hz, z)
    ops.unary('logistic', r, r)
    ops.unary('logistic', z, z)
    ops.add(n, product(r, hn), n)
    ops.unary('tanh', n, n)
    // h = n + z∘(h_before − n)
    const change = ops.create(n.shape)
    ops.copy(before.h, change)
    ops.addScaled(-1, n, change)
    const h = product(z, change)
    ops.add(n, h, h)
    return {
      state: { h, c: null },
      backward(dh) {
        const dz = product(dh, change)
        ops.unaryBackward('logistic', z, dz, dz)
        const kept = product(dh, z)
        ops.addScaled(-1, kept, dh)
        ops.unaryBackward('tanh', n, dh, dh)
        const dn = dh
        const dr = product(dn, hn)
        ops.unaryBackward('logistic', r, dr, dr)
        return { input: [dr, dz, dn], hidden: [dr, dz, product(dn, r)], h: kept, c: null }
      },
    }
  },
}

export const gru = defineLayer({
  label: text('GRU', 'GRU'),
  doc: text(
    'Gated recurrent unit: r, z = σ(W x + U h + b), n = tanh(W x + b + r∘(U h + b)), h_t = (1 − z)∘n + z∘h_(t−1). Lighter than an LSTM.',
    'Unidad recurrente con puertas: r, z = σ(W x + U h + b), n = tanh(W x + b + r∘(U h + b)), h_t = (1 − z)∘n + z∘h_(t−1). Más ligera que una LSTM.',
  ),
  keywords: text('recurrent sequence gated', 'recurrente secuencia puertas'),
  reference: 'Cho et al. (2014); lecture 000',
  family: 'recurrent',
  hyperparameters: { units, returns, initializer, recurrentInitializer },
  reach: () => 'all',
  outputShape: recurrentShape,
  parameters: (input, hyperparameters) => recurrentParameters(input, GATES, hyperparameters),
  multiplyAdds: (input, hyperparameters) => recurrentMultiplyAdds(input, GATES, hyperparameters.units),
  forward: (x, context) => runCell(gruCell, x, context, context.hyperparameters.units, context.hyperparameters.returns),
})
