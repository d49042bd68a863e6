import { createRegistry } from '../schema/registry.ts'
import type { TemplateDefinition } from './definition.ts'
import * as definitions from './index.ts'

export const templates = createRegistry<TemplateDefinition>('template', definitions)
