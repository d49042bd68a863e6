import { createRegistry } from '../schema/registry.ts'
import type { ActivationDefinition } from './definition.ts'
import * as definitions from './index.ts'

export const activations = createRegistry<ActivationDefinition>('activation', definitions)
