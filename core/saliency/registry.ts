import { createRegistry } from '../schema/registry.ts'
import type { SaliencyDefinition } from './definition.ts'
import * as definitions from './index.ts'

/** Ways to explain an output by its input. */
export const saliencies = createRegistry<SaliencyDefinition>('saliency', definitions)
