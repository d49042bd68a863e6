import type { Shape } from '../../math/shape.ts'
import { sizeOf } from '../../math/shape.ts'

export type SourceLanguage = 'c' | 'typescript'
export type MathFunction = 'exp' | 'tanh' | 'log' | 'log1p' | 'sqrt' | 'erf' | 'abs'

/** Numbers under a name, while the program runs. */
export interface SourceValue {
  readonly name: string
  readonly shape: Shape
}

/**
 * Writes loops over arrays of floats in what C and TypeScript have in common; the few words that differ come from here. Values share one piece
 * of memory: a value's place is free again after the last step that reads it.
 */
export interface SourceWriter {
  readonly language: SourceLanguage
  /** Starts a step: what is read in it is needed until then. */
  step(comment: string): void
  line(text: string): void
  loop(variable: string, count: number, body: () => void): void
  when(condition: string, body: () => void): void
  /** Declares a number that may change. */
  real(name: string, value: string): void
  integer(name: string, value: string): void
  number(value: number): string
  call(name: MathFunction, argument: string): string
  isMissing(x: string): string
  /** Numbers that do not change; returns their name. */
  constant(name: string, values: Float32Array): string
  /** Memory for a value that this step writes. */
  create(name: string, shape: Shape): SourceValue
  /** The same numbers under another shape. */
  view(value: SourceValue, shape: Shape): SourceValue
  /** Says that this step reads a value, and returns its name. */
  read(value: SourceValue): string
  finish(): SourceText
}

/** The pieces of a program. */
export interface SourceText {
  readonly constants: readonly { readonly name: string; readonly values: Float32Array }[]
  /** Where in the memory each value lies. */
  readonly places: readonly { readonly name: string; readonly offset: number; readonly size: number }[]
  readonly memorySize: number
  readonly lines: readonly string[]
  readonly usesErf: boolean
}

const C_FUNCTIONS: Readonly<Record<MathFunction, string>> = { exp: 'expf', tanh: 'tanhf', log: 'logf', log1p: 'log1pf', sqrt: 'sqrtf', erf: 'erff', abs: 'fabsf' }
const SHIFT = '  '

interface Placed { readonly name: string; readonly size: number; readonly birth: number; death: number }

export function createSourceWriter(language: SourceLanguage, reserved: readonly string[]): SourceWriter {
  const constants: { name: string; values: Float32Array }[] = []
  const placed: Placed[] = []
  const lines: string[] = []
  const names = new Set(reserved)
  let depth = 1
  let time = 0
  let usesErf = false

  function freeName(wanted: string): string {
    const base = wanted.normalize('NFKD').replace(/\p{Diacritic}/gu, '').replace(/\W/g, '_').replace(/^(?![A-Za-z])/, 'v_')
    let name = base
    for (let count = 2; names.has(name); count++) name = `${base}_${count}`
    names.add(name)
    return name
  }

  const emit = (text: string): void => { lines.push(text === '' ? '' : SHIFT.repeat(depth) + text) }

  function block(head: string, body: () => void): void {
    emit(`${head} {`)
    depth += 1
    body()
    depth -= 1
    emit('}')
  }

  return {
    language,
    step(comment) {
      time += 1
      emit('')
      emit(`// ${comment}`)
    },
    line: (text) => emit(`${text};`),
    loop: (variable, count, body) => block(language === 'c' ? `for (int ${variable} = 0; ${variable} < ${count}; ${variable}++)` : `for (let ${variable} = 0; ${variable} < ${count}; ${variable}++)`, body),
    when: (condition, body) => block(`if (${condition})`, body),
    real: (name, value) => emit(`${language === 'c' ? 'float' : 'let'} ${name} = ${value};`),
    integer: (name, value) => emit(`${language === 'c' ? 'const int' : 'const'} ${name} = ${value};`),
    number: (value) => numberText(value, language),
    call(name, argument) {
      if (name === 'erf') usesErf = true
      return language === 'c' ? `${C_FUNCTIONS[name]}(${argument})` : `${name === 'erf' ? '' : 'Math.'}${name}(${argument})`
    },
    isMissing: (x) => (language === 'c' ? `isnan(${x})` : `Number.isNaN(${x})`),
    constant(wanted, values) {
      const name = freeName(wanted)
      constants.push({ name, values })
      return name
    },
    create(wanted, shape) {
      const name = freeName(wanted)
      placed.push({ name, size: sizeOf(shape), birth: time, death: time })
      return { name, shape }
    },
    view: (value, shape) => ({ ...value, shape }),
    read(value) {
      const own = placed.find(({ name }) => name === value.name)
      if (own !== undefined) own.death = time
      return value.name
    },
    finish: () => ({ constants, lines, usesErf, ...layOut(placed) }),
  }
}

/** The lowest place that no value alive at the same time has. */
function layOut(placed: readonly Placed[]): Pick<SourceText, 'places' | 'memorySize'> {
  const places: (Placed & { readonly offset: number })[] = []
  for (const value of placed) {
    const others = places.filter((other) => other.birth <= value.death && value.birth <= other.death).sort((a, b) => a.offset - b.offset)
    let offset = 0
    for (const other of others) if (other.offset < offset + value.size) offset = Math.max(offset, other.offset + other.size)
    places.push({ ...value, offset })
  }
  return { places, memorySize: places.reduce((most, { offset, size }) => Math.max(most, offset + size), 1) }
}

/** Nine digits give every float32 back; C's have a point and an f. */
export function numberText(value: number, language: SourceLanguage): string {
  const text = String(Number(value.toPrecision(9)))
  if (language === 'typescript') return Object.is(value, -0) ? '-0' : text
  return `${/[.e]/.test(text) ? text : `${text}.0`}f`
}
