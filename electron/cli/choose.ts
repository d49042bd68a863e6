import { nearest } from '../../core/index.ts'
import { UsageError } from './usage-error.ts'

/** The option's value when it is one of the choices; `otherwise` when it is not given. Throws UsageError. */
export function choose<T extends string>(option: string, given: string | null, choices: readonly T[], otherwise: T): T {
  if (given === null) return otherwise
  const found = choices.find((choice) => choice === given)
  if (found !== undefined) return found
  const near = nearest(given, choices)
  throw new UsageError(`--${option} should be one of ${choices.join(', ')}, got ${JSON.stringify(given)}${near === null ? '' : `; did you mean ${near}?`}`)
}

/** The option's value as a whole number in a range. Throws UsageError. */
export function chooseNumber(option: string, given: string | null, minimum: number, maximum: number, otherwise: number): number {
  if (given === null) return otherwise
  const number = Number(given)
  if (Number.isInteger(number) && number >= minimum && number <= maximum && given.trim() !== '') return number
  throw new UsageError(`--${option} should be a whole number from ${minimum} to ${maximum}, got ${JSON.stringify(given)}`)
}
