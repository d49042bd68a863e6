import { createRegistry } from '../schema/registry.ts'
import type { TransformDefinition } from './definition.ts'
import * as definitions from './index.ts'

/** Steps of preprocessing. */
export const transforms = createRegistry<TransformDefinition>('transform', definitions)
