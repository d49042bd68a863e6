import { createRegistry } from '../schema/registry.ts'
import type { EnsembleDefinition } from './definition.ts'
import * as definitions from './index.ts'

/** Ways to average several predictions. */
export const ensembles = createRegistry<EnsembleDefinition>('ensemble', definitions)
