import type { Hyperparameter } from '../../core/index.ts'

/** `1 … 100,000 samples`, `0 ≤ … < 1`, `> 0`; empty where there is none. */
export function boundsText(hyperparameter: Extract<Hyperparameter, { kind: 'int' | 'float' }>, format: (value: number) => string, unit: string): string {
  const { min, above, below, max } = hyperparameter
  const low = min !== undefined ? `≥ ${format(min)}` : above !== undefined ? `> ${format(above)}` : ''
  const high = max !== undefined ? `≤ ${format(max)}` : below !== undefined ? `< ${format(below)}` : ''
  return [[low, high].filter((part) => part !== '').join(', '), unit].filter((part) => part !== '').join(' ')
}
