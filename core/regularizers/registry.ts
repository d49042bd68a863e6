import { createRegistry } from '../schema/registry.ts'
import type { RegularizerDefinition } from './definition.ts'
import * as definitions from './index.ts'

export const regularizers = createRegistry<RegularizerDefinition>('regularizer', definitions)
