import { createRegistry } from '../schema/registry.ts'
import type { InitializerDefinition } from './definition.ts'
import * as definitions from './index.ts'

export const initializers = createRegistry<InitializerDefinition>('initializer', definitions)
