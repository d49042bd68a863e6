import { createRegistry } from '../schema/registry.ts'
import type { LossDefinition } from './definition.ts'
import * as definitions from './index.ts'

export const losses = createRegistry<LossDefinition>('loss', definitions)
