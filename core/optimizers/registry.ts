import { createRegistry } from '../schema/registry.ts'
import type { OptimizerDefinition } from './definition.ts'
import * as definitions from './index.ts'

export const optimizers = createRegistry<OptimizerDefinition>('optimizer', definitions)
