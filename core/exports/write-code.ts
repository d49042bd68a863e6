import type { DatasetDescription } from '../datasets/definition.ts'
import { readExperiment } from '../experiment/read-experiment.ts'
import { resolveExperiment } from '../experiment/resolve-experiment.ts'
import { SpecError } from '../schema/issue.ts'
import { kerasCode } from './keras/write-keras.ts'
import { pytorchCode } from './pytorch/write-pytorch.ts'

/** The frameworks that an experiment's network can be written as code for. */
export const CODE_FORMATS = ['pytorch', 'keras'] as const
export type CodeFormat = (typeof CODE_FORMATS)[number]

const WRITERS = { pytorch: pytorchCode, keras: kerasCode } as const satisfies Record<CodeFormat, unknown>

/** The network of a spec as Python code without weights. Throws SpecError with every problem of the spec, and with what the framework lacks. */
export function writeCode(spec: unknown, data: DatasetDescription | null, format: CodeFormat, version: string): string {
  const sketch = readExperiment(spec, data)
  if (sketch.issues.length > 0 || sketch.data === null) throw new SpecError(sketch.issues)
  const experiment = resolveExperiment(spec, sketch.data)
  return WRITERS[format](experiment, { name: experiment.name, version })
}
