import type { LayerSpec } from '../experiment/spec.ts'
import { int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineTemplate, outputLayer, usualOutputs } from './definition.ts'
import { needsImages } from './refusals.ts'
import { firstFilters } from './shared-hyperparameters.ts'

const convolution = (id: string, channels: number, rest: Readonly<Record<string, unknown>> = {}): LayerSpec => ({ id, kind: 'conv2d', channels, kernel: 3, bias: false, initializer: 'heNormal', ...rest })
const normalization = (id: string): LayerSpec => ({ id, kind: 'batchNormalization' })
const relu = (id: string): LayerSpec => ({ id, kind: 'activation', function: 'relu' })

/** relu(x + F(x)), F being two convolutions with batch normalization; where the block halves the picture, x goes through a 1 × 1 convolution. */
function block(name: string, from: string, channels: number, stride: number, changes: boolean): readonly LayerSpec[] {
  const id = (part: string): string => `${part}${name}`
  return [
    { ...convolution(id('a'), channels, { stride }), inputs: [from] }, normalization(id('na')), relu(id('ra')),
    convolution(id('b'), channels), normalization(id('nb')),
    ...(changes ? [{ ...convolution(id('short'), channels, { kernel: 1, stride }), inputs: [from] }, normalization(id('ns'))] : []),
    { id: id('sum'), kind: 'add', inputs: [id('nb'), changes ? id('ns') : from] }, relu(id('out')),
  ]
}

export const smallResNet = defineTemplate({
  label: text('Small ResNet', 'ResNet pequeña'),
  doc: text('Residual blocks relu(x + F(x)): gradients reach deep layers along the sums.', 'Bloques residuales relu(x + F(x)): los gradientes llegan a las capas profundas por las sumas.'),
  reference: 'He, Zhang, Ren & Sun (2016)',
  hyperparameters: {
    filters: firstFilters(16),
    stages: int({ label: text('Stages', 'Etapas'), default: 2, min: 1, max: 4, doc: text('All but the first halve the picture’s sides.', 'Todas menos la primera dividen por dos los lados de la imagen.') }),
    blocks: int({ label: text('Blocks', 'Bloques'), default: 1, min: 1, max: 10, doc: text('Residual blocks in each stage.', 'Bloques residuales de cada etapa.') }),
  },
  refusal: (data) => needsImages(data, 4),
  build(data, { filters, stages, blocks }) {
    const layers: LayerSpec[] = [convolution('stem', filters), normalization('stemNorm'), relu('stemOut')]
    let from = 'stemOut'
    for (let stage = 0; stage < stages; stage++) {
      for (let position = 0; position < blocks; position++) {
        const name = `${stage + 1}_${position + 1}`
        const halves = stage > 0 && position === 0
        layers.push(...block(name, from, filters * 2 ** stage, halves ? 2 : 1, halves))
        from = `out${name}`
      }
    }
    return { network: { layers: [...layers, { id: 'pool', kind: 'globalAveragePool' }, { ...outputLayer(data) }] }, outputs: usualOutputs(data) }
  },
})
