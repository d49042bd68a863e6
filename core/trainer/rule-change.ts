import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import { activationOf } from '../network/activation-of.ts'
import type { ForwardPass, Network } from '../network/build-network.ts'
import type { Ops } from '../ops/ops.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { RuleDefinition, RulePass } from '../optimizers/rule.ts'

/** What stands between a rule and the session whose step it writes. */
export interface RuleStage<R> {
  readonly experiment: Pick<ResolvedExperiment, 'seed' | 'network' | 'outputs' | 'optimizer'>
  readonly ops: Ops
  readonly network: Network
  /** The batch. */
  readonly x: Tensor
  readonly targets: readonly (Tensor | null)[]
  /** How much each sample counts, [rows]; null where all count alike. */
  readonly weights: Tensor | null
  /** The losses of a pass as in training. */
  writeLosses(pass: ForwardPass): R
}

/** Writes down what a rule wants into the gradients; returns the pass that it reports, and its losses. */
export function writeRuleChange<R extends { readonly heads: readonly { readonly losses: Tensor }[] }>(stage: RuleStage<R>, rule: RuleDefinition): { readonly pass: ForwardPass; readonly results: R } {
  const { experiment, ops, network, x, targets, weights } = stage
  const written = new Map<RulePass, { pass: ForwardPass; results: R }>()
  const layers = network.trainedLayers.map((id) => {
    const { inputs, resolved } = experiment.network.layers.find((layer) => layer.id === id)!
    return { id, input: inputs[0], activation: activationOf(resolved) }
  })
  const reported = rule.writeChange({
    ops, layers,
    seed: experiment.seed,
    rows: x.shape[0],
    parameters: network.parameters,
    forward(disturb) {
      const pass = network.forward(x, true, disturb === undefined ? {} : { disturb })
      const results = stage.writeLosses(pass)
      const rulePass: RulePass = { outputs: pass.outputs, losses: writeTotal(results), targets, weights, pullBack: pass.pullBack }
      written.set(rulePass, { pass, results })
      return rulePass
    },
  }, experiment.optimizer.hyperparameters)
  return written.get(reported)!

  /** The outputs' weighted losses of each sample. */
  function writeTotal({ heads }: R): Tensor {
    const [{ losses }] = heads
    if (heads.length === 1 && experiment.outputs[0].weight === 1) return losses
    const total = ops.create(losses.shape)
    ops.fill(total, 0)
    heads.forEach((head, index) => ops.addScaled(experiment.outputs[index].weight, head.losses, total))
    return total
  }
}
