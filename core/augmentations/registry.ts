import { createRegistry } from '../schema/registry.ts'
import type { AugmentationDefinition } from './definition.ts'
import * as definitions from './index.ts'

/** What makes new training samples out of old ones. */
export const augmentations = createRegistry<AugmentationDefinition>('augmentation', definitions)
