import type { Tensor } from '../ops/tensor.ts'
import { describeValue, type Issue } from '../schema/issue.ts'
import { text, type Text } from '../schema/text.ts'
import type { RuleBatch, RuleContext, RulePass } from './rule.ts'

/** Which unit a rule for single layers trains, and by which losses it can report. */
export interface SingleLayer {
  readonly rule: Text
  readonly activations: readonly string[]
  /** By the kind of the activation. */
  readonly losses: Readonly<Record<string, readonly string[]>>
}

/** The problems of rules that correct the weights of one layer from its own error. */
export function checkSingleLayer({ rule, activations, losses }: SingleLayer, { layers, outputs, mixing }: RuleContext, issues: Issue[]): void {
  if (mixing !== null) {
    issues.push({
      path: `augmentation[${mixing}].kind`,
      expected: text(`samples with one target each: ${rule.en} compares a unit with its target`, `muestras con un solo objetivo: ${rule.es} compara una neurona con su objetivo`),
      received: 'mixup',
      fix: text('leave it out', 'déjelo fuera'),
    })
  }
  const trained = layers.filter((layer) => layer.trained)
  const output = outputs.length === 1 ? trained.find(({ id }) => id === outputs[0].from) : undefined
  if (outputs.length > 1) issues.push({ path: 'outputs', expected: text(`one output: ${rule.en} trains one layer`, `una salida: ${rule.es} entrena una sola capa`), received: `${outputs.length} outputs` })
  for (const { id, index, kind } of trained) {
    if (id === output?.id && kind === 'dense') continue
    issues.push({
      path: `network.layers[${index}]`,
      expected: text(`a single dense layer: ${rule.en} tells no hidden unit what to do`, `una única capa densa: ${rule.es} no dice a ninguna neurona oculta qué hacer`),
      received: `${id} (${kind})`,
      fix: text('take it out, freeze it with "trainable": false, or use sgd', 'quítela, congélela con "trainable": false, o use sgd'),
    })
  }
  if (output === undefined || output.kind !== 'dense') return
  const list = activations.join(' / ')
  if (!activations.includes(output.activation)) {
    issues.push({
      path: `network.layers[${output.index}].activation`,
      expected: text(`${list}: ${rule.en} is for such units`, `${list}: ${rule.es} es para esas neuronas`),
      received: describeValue(output.activation),
      fix: text(`set the activation of "${output.id}" to ${activations[0]}`, `ponga la activación de "${output.id}" a ${activations[0]}`),
    })
    return
  }
  const fitting = losses[output.activation]
  if (fitting.includes(outputs[0].loss)) return
  issues.push({
    path: 'outputs[0].loss',
    expected: text(`${fitting.join(' / ')}, which compares a ${output.activation} unit with its target`, `${fitting.join(' / ')}, que compara una neurona ${output.activation} con su objetivo`),
    received: describeValue(outputs[0].loss),
    fix: text(`set outputs[0].loss to ${fitting[0]}`, `ponga outputs[0].loss a ${fitting[0]}`),
  })
}

/** Δw = Σ (d − y) x, Δb = Σ (d − y), summed over the batch: whatever the unit, as if it were linear. */
export function writeCorrections({ ops, parameters, layers: [layer], rows, forward }: RuleBatch): RulePass {
  const pass = forward()
  const y = pass.outputs.get(layer.id)!
  const error = ops.create(y.shape)
  ops.copy(y, error)
  writeDifference(pass.targets[0]!)
  if (pass.weights !== null) ops.scaleRows(pass.weights, error, error)
  const x = pass.outputs.get(layer.input)!
  const gradientOf = (name: string): Tensor | undefined => parameters.find((parameter) => parameter.name === `${layer.id}.${name}`)?.gradient
  ops.matmul(error, { shape: [rows, x.data.length / rows], data: x.data }, gradientOf('weight')!, { transposeA: true })
  const bias = gradientOf('bias')
  if (bias !== undefined) ops.columnSums(error, bias)
  return pass

  /** error = y − d, with d = 2t − 1 for units of −1 and 1. */
  function writeDifference(targets: Tensor): void {
    ops.addScaled(layer.activation === 'sign' ? -2 : -1, targets, error)
    if (layer.activation !== 'sign') return
    const ones = ops.create(y.shape)
    ops.fill(ones, 1)
    ops.add(error, ones, error)
  }
}
