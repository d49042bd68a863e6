import { encodeUtf8 } from '../../formats/utf8.ts'
import { pythonModuleName } from '../python-text.ts'
import { numberText } from './source-writer.ts'
import type { SourceProgram } from './write-source.ts'

const NUMBERS_A_LINE = 8

/** The program as a header of its own: C99 and later, C++ too. */
export function cHeader({ naming, constants, places, memorySize, lines, inputSize, inputShape, outputs, classes, targetNames }: SourceProgram): string {
  const name = pythonModuleName(naming.name)
  const guard = `${name.toUpperCase()}_H`
  const width = outputs.reduce((sum, output) => sum + output.width, 0)
  const texts = classes ?? targetNames
  const list = classes === null ? 'targets' : 'classes'
  const uses = new Set(lines.join('\n').match(/\b[A-Za-z_]\w*\b/g))
  return `${[
    `// ${commentText(naming.name)}: a model trained with Descent ${commentText(naming.version)}. C99 with math.h and nothing else; link with -lm.`,
    '//',
    `// float input[${name.toUpperCase()}_INPUTS], output[${name.toUpperCase()}_OUTPUTS];`,
    `// ${name}_predict(input, output);`,
    '//',
    `// Input: one raw sample as the data have it, ${inputShape.join(' × ')} (channels first, pixels from 0 to 1); preprocessing is inside.`,
    `// Output: ${classes === null ? 'values in the unit of the data' : 'the probability of each class'}${outputs.length === 1 ? '' : ` (${outputs.map((output) => `${output.width} of ${commentText(output.name)}`).join(', ')})`}.`,
    '// The memory is shared by all calls: one at a time.',
    `#ifndef ${guard}`,
    `#define ${guard}`,
    '',
    '#include <math.h>',
    '',
    `#define ${name.toUpperCase()}_INPUTS ${inputSize}`,
    `#define ${name.toUpperCase()}_OUTPUTS ${width}`,
    '',
    `static const char *const ${name}_${list}[${texts.length}] = { ${texts.map(cString).join(', ')} };`,
    '',
    ...constants.flatMap(({ name: own, values }) => [`static const float ${name}_${own}[${values.length}] = {`, ...numberLines(values), '};', '']),
    `static inline void ${name}_predict(const float *input, float *output) {`,
    `  static float memory[${memorySize}];`,
    ...places.filter(({ name: own }) => uses.has(own)).map(({ name: own, offset }) => `  float *const ${own} = memory + ${offset};`),
    ...constants.map(({ name: own }) => `  const float *const ${own} = ${name}_${own};`),
    ...lines,
    '}',
    '',
    ...(classes === null ? [] : [
      '// The most probable class, for its name.',
      `static inline const char *${name}_class(const float *output) {`,
      '  int best = 0;',
      `  for (int i = 1; i < ${texts.length}; i++) if (output[i] > output[best]) best = i;`,
      `  return ${name}_classes[best];`,
      '}',
      '',
    ]),
    '#endif',
  ].join('\n')}\n`
}

/** A backslash at the end of a line would continue the comment. */
const commentText = (text: string): string => text.replaceAll(/[\\\n\r]/g, ' ').replaceAll('??/', '? ?/')

/** Letters beyond ASCII as the bytes of their UTF-8, three digits each so that nothing after them is taken for one more. */
const cString = (text: string): string => `"${Array.from(encodeUtf8(text), (byte) => (byte < 32 || byte > 126 || byte === 34 || byte === 92 || byte === 63 ? `\\${byte.toString(8).padStart(3, '0')}` : String.fromCharCode(byte))).join('')}"`

const numberLines = (values: Float32Array): readonly string[] =>
  Array.from({ length: Math.ceil(values.length / NUMBERS_A_LINE) }, (_, line) => `  ${Array.from(values.subarray(line * NUMBERS_A_LINE, (line + 1) * NUMBERS_A_LINE), (value) => numberText(value, 'c')).join(', ')},`)
