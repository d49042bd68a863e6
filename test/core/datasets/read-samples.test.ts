import { describe, expect, test } from 'vitest'
import { readSamples } from '../../../core/index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const digits = { inputShape: [1, 2, 3], inputScale: 1 / 255, featureNames: null }
const wine = { inputShape: [8], inputScale: 1, featureNames: Array.from({ length: 8 }, (_, i) => `f${i + 1}`) }

describe('a file that is tried on a model', () => {
  test('of another kind is refused with what was expected', async () => {
    const pdf = { name: 'report.pdf', content: Uint8Array.of(0x25, 0x50, 0x44, 0x46, 0, 1, 2) }
    await expect(readSamples(pdf, digits)).rejects.toThrow('report.pdf: expected a picture (PNG, JPEG, WebP, BMP), an IDX file of 1 × 2 × 3, or a CSV file with 6 feature columns, got a file of another kind')
    await expect(readSamples(pdf, wine)).rejects.toThrow('expected a CSV file with 8 feature columns, or an IDX file of 8')
    await expect(readSamples({ name: 'empty.csv', content: new Uint8Array(0) }, wine)).rejects.toThrow('empty.csv: expected a CSV file with 8 feature columns')
  })

  test('with other columns is refused once, not for each of them; with a few missing they are named', async () => {
    await expect(readSamples({ name: 'a.csv', content: bytes('x,y\n1,2\n') }, wine)).rejects.toThrow('a.csv: expected a table with the columns f1, f2, f3, f4, f5, … (8 in all), got the columns x, y')
    await expect(readSamples({ name: 'a.csv', content: bytes('f1,f2,f3,f4,f5,f6,f7\n1,2,3,4,5,6,7\n') }, wine)).rejects.toThrow('a column "f8"')
  })

  test('of the right kind is read, whatever else stands in it', async () => {
    const read = await readSamples({ name: 'a.csv', content: bytes('label,f8,f7,f6,f5,f4,f3,f2,f1\nq,8,7,6,5,4,3,2,1\n') }, wine)
    expect([read.sampleCount, ...read.data]).toEqual([1, 1, 2, 3, 4, 5, 6, 7, 8])
  })
})
