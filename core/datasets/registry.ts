import { createRegistry } from '../schema/registry.ts'
import type { DatasetDefinition } from './definition.ts'
import * as definitions from './index.ts'

/** Where samples come from: files, the workspace, generators. */
export const datasets = createRegistry<DatasetDefinition>('dataset', definitions)
