import { numberText } from './source-writer.ts'
import type { SourceProgram } from './write-source.ts'

const NUMBERS_A_LINE = 12

/** Abramowitz & Stegun (1964), formula 7.1.26: to within 1.5e-7. */
const ERF = [
  'function erf(x: number): number {',
  '  const t = 1 / (1 + 0.3275911 * Math.abs(x));',
  '  const y = 1 - ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.exp(-x * x);',
  '  return x < 0 ? -y : y;',
  '}',
  '',
]

/** The program as a module that imports nothing and whose types can be stripped. */
export function typescriptModule({ naming, constants, places, memorySize, lines, usesErf, inputSize, inputShape, outputs, classes, targetNames }: SourceProgram): string {
  const width = outputs.reduce((sum, output) => sum + output.width, 0)
  const uses = new Set(lines.join('\n').match(/\b[A-Za-z_]\w*\b/g))
  return `${[
    `// ${naming.name.replaceAll(/[\n\r]/g, ' ')}: a model trained with Descent ${naming.version}. It imports nothing.`,
    `// Input: one raw sample as the data have it, ${inputShape.join(' × ')} (channels first, pixels from 0 to 1); preprocessing is inside.`,
    `// Output: ${classes === null ? 'values in the unit of the data' : 'the probability of each class'}${outputs.length === 1 ? '' : ` (${outputs.map((output) => `${output.width} of ${output.name}`).join(', ')})`}.`,
    '',
    `export const inputSize = ${inputSize};`,
    `export const outputSize = ${width};`,
    `export const ${classes === null ? 'targets' : 'classes'}: readonly string[] = ${JSON.stringify(classes ?? targetNames)};`,
    '',
    ...constants.flatMap(({ name, values }) => [`const ${name} = Float32Array.of(`, ...numberLines(values), ');', '']),
    `const memory = new Float32Array(${memorySize});`,
    ...places.filter(({ name }) => uses.has(name)).map(({ name, offset, size }) => `const ${name} = memory.subarray(${offset}, ${offset + size});`),
    '',
    ...(usesErf ? ERF : []),
    '/** What the model says of one sample. */',
    'export function predict(input: ArrayLike<number>, output: Float32Array = new Float32Array(outputSize)): Float32Array {',
    '  if (input.length !== inputSize) throw new RangeError(`a sample has ${inputSize} numbers, not ${input.length}`);',
    ...lines,
    '  return output;',
    '}',
    ...(classes === null ? [] : ['', '/** The most probable class. */', 'export const classOf = (output: Float32Array): string => classes[output.indexOf(Math.max(...output.subarray(0, classes.length)))] ?? "";']),
  ].join('\n')}\n`
}

const numberLines = (values: Float32Array): readonly string[] =>
  Array.from({ length: Math.ceil(values.length / NUMBERS_A_LINE) }, (_, line) => `  ${Array.from(values.subarray(line * NUMBERS_A_LINE, (line + 1) * NUMBERS_A_LINE), (value) => numberText(value, 'typescript')).join(', ')},`)
