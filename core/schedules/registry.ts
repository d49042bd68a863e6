import { createRegistry } from '../schema/registry.ts'
import type { ScheduleDefinition } from './definition.ts'
import * as definitions from './index.ts'

export const schedules = createRegistry<ScheduleDefinition>('schedule', definitions)
