import { createRegistry } from '../schema/registry.ts'
import type { SplitDefinition } from './definition.ts'
import * as definitions from './index.ts'

/** Ways to share samples out to training, validation and test. */
export const splits = createRegistry<SplitDefinition>('split', definitions)
