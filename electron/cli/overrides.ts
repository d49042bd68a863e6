import { UsageError } from './usage-error.ts'

/** A spec changed by `path=value` words: `optimizer.learningRate=0.01`, `network.layers[0].units=64`. Values are JSON where they can be, else texts. */
export function applyOverrides(spec: unknown, overrides: readonly string[]): unknown {
  return overrides.reduce<unknown>((changed, override) => {
    const equals = override.indexOf('=')
    if (equals < 1) throw new UsageError(`--set needs path=value, got ${JSON.stringify(override)}`)
    return setAt(changed, splitPath(override.slice(0, equals)), parseValue(override.slice(equals + 1)), override)
  }, spec)
}

/** JSON where it can be, else a text. */
export function parseValue(written: string): unknown {
  try {
    return JSON.parse(written) as unknown
  } catch {
    return written
  }
}

/** `a.b[0].c` and `a.b.0.c` alike. */
const splitPath = (path: string): string[] => path.replaceAll(/\[(\d+)\]/g, '.$1').split('.').filter((key) => key !== '')

function setAt(target: unknown, [key, ...rest]: readonly string[], value: unknown, override: string): unknown {
  if (key === undefined) return value
  if (key === '__proto__') throw new UsageError(`--set cannot change ${JSON.stringify(override)}`)
  if (Array.isArray(target)) {
    const index = Number(key)
    if (!Number.isInteger(index) || index < 0 || index > target.length) throw new UsageError(`--set ${override}: ${key} should be a position from 0 to ${target.length}`)
    const changed = target.slice()
    changed[index] = setAt(target[index], rest, value, override)
    return changed
  }
  // A block written as its kind alone becomes an object, so that its fields can be set.
  const record = typeof target === 'string' ? { kind: target } : typeof target === 'object' && target !== null ? target : {}
  return { ...record, [key]: setAt((record as Record<string, unknown>)[key], rest, value, override) }
}
