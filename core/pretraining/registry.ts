import { createRegistry } from '../schema/registry.ts'
import type { PretrainingDefinition } from './definition.ts'
import * as definitions from './index.ts'

export const pretrainings = createRegistry<PretrainingDefinition>('pretraining', definitions)
