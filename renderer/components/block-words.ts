import type { BlockSpec, Registry, Schema, Text } from '../../core/index.ts'
import { asBlockSpec } from './block-value.ts'

interface Speech {
  readonly say: (words: Text) => string
  readonly value: (value: number) => string
}

/** A block's name: its label, or its kind when it is unknown. */
export const blockLabel = (block: BlockSpec, registry: Registry, say: Speech['say']): string => (registry.has(block.kind) ? say(registry.get(block.kind).label) : block.kind)

/** A block in words: its label, its first hyper-parameter, and whatever differs from the default. `Adam 0.001`. */
export function blockWords(block: BlockSpec, registry: Registry, speech: Speech): string {
  const details = registry.has(block.kind) ? hyperparameterWords(registry.get(block.kind).hyperparameters, block, speech) : []
  return [blockLabel(block, registry, speech.say), ...details].join(' · ')
}

/** The first hyper-parameter and those that differ from their defaults: `Units 128`, `ReLU`, `Bias: ✗`. */
export function hyperparameterWords(schema: Schema, values: Readonly<Record<string, unknown>>, { say, value }: Speech): readonly string[] {
  return Object.entries(schema).flatMap(([name, hyperparameter], position) => {
    const given = values[name] === undefined ? hyperparameter.default : values[name]
    if (position > 0 && (values[name] === undefined || JSON.stringify(given) === JSON.stringify(hyperparameter.default))) return []
    const label = say(hyperparameter.label)
    switch (hyperparameter.kind) {
      case 'float':
      case 'int':
        return [`${label} ${typeof given === 'number' ? value(given) : String(given)}`]
      case 'flag':
        return [`${label} ${given === true ? '✓' : '✗'}`]
      case 'choice':
        return [say(hyperparameter.options[String(given)] ?? hyperparameter.label)]
      case 'block': {
        const inner = asBlockSpec(given)
        return inner === null ? [] : [blockLabel(inner, hyperparameter.registry, say)]
      }
      default:
        return given === null || given === '' ? [] : [`${label} ${String(given)}`]
    }
  })
}
