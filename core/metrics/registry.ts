import { createRegistry } from '../schema/registry.ts'
import type { MetricDefinition } from './definition.ts'
import * as definitions from './index.ts'

/** Numbers reported about predictions. */
export const metrics = createRegistry<MetricDefinition>('metric', definitions)
