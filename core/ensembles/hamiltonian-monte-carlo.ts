import { createRandom } from '../math/random.ts'
import { dot } from '../math/vectors.ts'
import { defineFullBatchOptimizer, type Evaluation, type Objective } from '../optimizers/full-batch.ts'
import { float, int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { chainHyperparameters, defineChain } from './definition.ts'
import { leapfrog } from './leapfrog.ts'

const MOST_PARAMETERS = 5000

/** The potential energy −log p(θ | data) up to a constant, and its gradient. */
interface Potential { readonly energy: number; readonly gradient: Float64Array; readonly evaluation: Evaluation }

const potentialOf = (theta: Float64Array, evaluation: Evaluation, likelihoodScale: number, priorPrecision: number): Potential => ({
  energy: likelihoodScale * evaluation.loss + (priorPrecision / 2) * dot(theta, theta),
  gradient: evaluation.gradient.map((g, i) => likelihoodScale * g + priorPrecision * theta[i]),
  evaluation,
})

export const hamiltonianMonteCarlo = defineChain({
  label: text('Bayesian averaging by Hamiltonian Monte Carlo', 'Promedio bayesiano por Monte Carlo hamiltoniano'),
  doc: text(
    'The weights roll over the error surface with a random push, L leapfrog steps of length ε; the end is accepted with probability min(1, exp(−ΔH)). Exact, for small networks and the full batch. Aim at 60 to 90 % accepted.',
    'Los pesos ruedan por la superficie de error con un empujón al azar, L pasos de salto de rana de longitud ε; el final se acepta con probabilidad min(1, exp(−ΔH)). Exacto, para redes pequeñas y lote completo. Lo bueno es aceptar entre el 60 y el 90 %.',
  ),
  reference: 'Neal (1996), Bayesian learning for neural networks; Neal (2011), MCMC using Hamiltonian dynamics; lecture 000 (Bayesian fitting)',
  hyperparameters: {
    stepSize: float({ label: text('Step size ε', 'Tamaño de paso ε'), default: 0.01, above: 0, max: 10, scale: 'log', doc: text('Smaller steps keep the energy better and are accepted more often.', 'Los pasos menores conservan mejor la energía y se aceptan más a menudo.') }),
    leapfrogSteps: int({ label: text('Leapfrog steps L', 'Pasos de salto de rana L'), default: 20, min: 1, max: 10_000, scale: 'log', doc: text('Gradients of the whole training part per trajectory; one trajectory is one epoch.', 'Gradientes de toda la parte de entrenamiento por trayectoria; una trayectoria es una época.') }),
    jitter: float({ label: text('Jitter', 'Variación'), default: 0.1, min: 0, below: 1, doc: text('Each trajectory takes steps of ε (1 ± jitter), so that none returns to where it began.', 'Cada trayectoria da pasos de ε (1 ± variación), para que ninguna vuelva a donde empezó.') }),
    ...chainHyperparameters({ burnIn: 200, thinning: 5, kept: 100 }),
  },
  length: (hyperparameters) => hyperparameters,
  noisePrecision: (hyperparameters) => hyperparameters.noisePrecision,
  sampler: ({ stepSize, leapfrogSteps, jitter, priorPrecision }, { seed, likelihoodScale }) => defineFullBatchOptimizer({
    label: text('Hamiltonian Monte Carlo', 'Monte Carlo hamiltoniano'),
    doc: text('A trajectory with a random push.', 'Una trayectoria con un empujón al azar.'),
    hyperparameters: {},
    precision: 'float64',
    mostParameters: MOST_PARAMETERS,
    stateSize: () => 2,
    step(objective: Objective, theta, evaluation, state) {
      const [count = 0, accepted = 0] = state['trajectories'] ?? []
      const random = createRandom(seed, `hamiltonian/${count}`)
      const momentum = theta.map(() => random.normal())
      const length = stepSize * (1 + jitter * (2 * random.uniform() - 1))
      const start = potentialOf(theta, evaluation, likelihoodScale, priorPrecision)
      let end = start
      const evaluate = (at: Float64Array): Float64Array => {
        end = potentialOf(at, objective.evaluate(at), likelihoodScale, priorPrecision)
        return end.gradient
      }
      const reached = leapfrog(evaluate, { theta, momentum }, start.gradient, length, leapfrogSteps)
      const change = end.energy + dot(reached.momentum, reached.momentum) / 2 - start.energy - dot(momentum, momentum) / 2
      // A trajectory that left all bounds has an energy that is no number: it is refused.
      const isAccepted = random.uniform() < Math.exp(-change)
      return {
        theta: isAccepted ? reached.theta : theta,
        evaluation: isAccepted ? end.evaluation : evaluation,
        state: { trajectories: Float64Array.of(count + 1, accepted + Number(isAccepted)) },
        stepLength: length,
        converged: false,
        acceptance: (accepted + Number(isAccepted)) / (count + 1),
      }
    },
  }),
})
