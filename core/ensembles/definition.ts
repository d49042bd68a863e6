import type { OptimizerDefinition } from '../optimizers/definition.ts'
import { choice, float, int, type Schema, type Values } from '../schema/hyperparameter.ts'
import type { Definition } from '../schema/registry.ts'
import { text } from '../schema/text.ts'

/** How the members' predictions become one. */
export type Average = 'arithmetic' | 'geometric'

/** Several networks, trained one after the other. The first one is the network that the spec would train alone; the others have seeds of their own. */
export interface TrainedEnsemble<S extends Schema = Schema> extends Definition<S> {
  readonly sort: 'trained'
  /** True where the spec lists networks beside the main one, in `networks`. */
  readonly hasVariants?: boolean
  /** How many networks are trained, given how many are listed beside the main one. */
  members(hyperparameters: Values<S>, variants: number): number
  average(hyperparameters: Values<S>): Average
  /** Positions of the training part that a member learns from, some of them several times; all of them where this is absent. */
  sample?(hyperparameters: Values<S>, context: { readonly seed: number; readonly member: number; readonly sampleCount: number }): Int32Array
}

/** How long a chain is, in epochs. */
export interface ChainLength {
  /** Epochs before the first vector is kept. */
  readonly burnIn: number
  /** Epochs from one kept vector to the next. */
  readonly thinning: number
  readonly kept: number
}

/** What a chain's steps depend on beside its hyper-parameters. */
export interface ChainContext {
  readonly seed: number
  /** What the mean loss is multiplied by to be −log of the likelihood of the whole training part. */
  readonly likelihoodScale: number
}

/**
 * One network whose weights walk at random so that each vector is visited as often as it is probable given the data;
 * the vectors kept on the way are the members. The loss times its scale is −log of the likelihood.
 */
export interface ChainEnsemble<S extends Schema = Schema> extends Definition<S> {
  readonly sort: 'chain'
  length(hyperparameters: Values<S>): ChainLength
  /** 1/variance of the noise in the targets; what a squared error needs to be a likelihood. */
  noisePrecision(hyperparameters: Values<S>): number
  /** Moves the weights, in place of the optimizer. */
  sampler(hyperparameters: Values<S>, context: ChainContext): OptimizerDefinition
}

/** One trained network that predicts several times, with other random masks each time. */
export interface PassesEnsemble<S extends Schema = Schema> extends Definition<S> {
  readonly sort: 'passes'
  passes(hyperparameters: Values<S>): number
}

/** What makes several predictions out of one experiment and averages them. */
export type EnsembleDefinition = TrainedEnsemble | ChainEnsemble | PassesEnsemble

export const defineTrainedEnsemble = <const S extends Schema>(definition: Omit<TrainedEnsemble<S>, 'sort'>): TrainedEnsemble<S> => ({ sort: 'trained', ...definition })
export const defineChain = <const S extends Schema>(definition: Omit<ChainEnsemble<S>, 'sort'>): ChainEnsemble<S> => ({ sort: 'chain', ...definition })
export const definePasses = <const S extends Schema>(definition: Omit<PassesEnsemble<S>, 'sort'>): PassesEnsemble<S> => ({ sort: 'passes', ...definition })

export const members = int({
  label: text('Members', 'Miembros'),
  default: 5,
  min: 1,
  max: 100,
  doc: text('Networks that are trained, one after the other; training takes as many times longer.', 'Redes que se entrenan, una tras otra; el entrenamiento tarda otras tantas veces más.'),
})

export const average = choice({
  label: text('Average', 'Media'),
  default: 'arithmetic',
  options: {
    arithmetic: text('Arithmetic', 'Aritmética'),
    geometric: text('Geometric', 'Geométrica'),
  },
  doc: text(
    'Arithmetic: (1/n) Σ pₖ. Geometric, for classes: (Π pₖ)^(1/n) divided by its sum over the classes; one member that is sure can veto a class.',
    'Aritmética: (1/n) Σ pₖ. Geométrica, para clases: (Π pₖ)^(1/n) dividida por su suma sobre las clases; un miembro muy seguro puede vetar una clase.',
  ),
})

/** The hyper-parameters that every chain has. */
export const chainHyperparameters = (standard: { readonly burnIn: number; readonly thinning: number; readonly kept: number }) => ({
  burnIn: int({ label: text('Burn-in', 'Calentamiento'), default: standard.burnIn, min: 0, max: 1_000_000, unit: text('epochs', 'épocas'), doc: text('Epochs before the first vector is kept, so that the start is forgotten.', 'Épocas antes de conservar el primer vector, para olvidar el comienzo.') }),
  thinning: int({ label: text('Thinning', 'Espaciado'), default: standard.thinning, min: 1, max: 100_000, unit: text('epochs', 'épocas'), doc: text('Epochs from one kept vector to the next: neighbours are too alike to say much new.', 'Épocas entre un vector conservado y el siguiente: los vecinos se parecen demasiado para aportar algo nuevo.') }),
  kept: int({ label: text('Kept vectors', 'Vectores conservados'), default: standard.kept, min: 1, max: 10_000, doc: text('Weight vectors whose predictions are averaged. The run lasts burn-in + thinning × kept epochs.', 'Vectores de pesos cuyas predicciones se promedian. El entrenamiento dura calentamiento + espaciado × conservados épocas.') }),
  priorPrecision: float({ label: text('Prior precision λ', 'Precisión a priori λ'), default: 1, above: 0, scale: 'log', doc: text('Before the data are seen, each weight and bias is normal with mean 0 and variance 1/λ.', 'Antes de ver los datos, cada peso y cada sesgo es normal de media 0 y varianza 1/λ.') }),
  noisePrecision: float({ label: text('Noise precision β', 'Precisión del ruido β'), default: 1, above: 0, scale: 'log', doc: text('Targets that are numbers are normal around the prediction with variance 1/β; classes do not use it.', 'Los objetivos numéricos son normales alrededor de la predicción con varianza 1/β; las clases no la usan.') }),
})
