import { createRegistry } from '../schema/registry.ts'
import type { LayerDefinition } from './definition.ts'
import * as definitions from './index.ts'

export const layers = createRegistry<LayerDefinition>('layer', definitions)
