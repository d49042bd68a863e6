import { gzipSync, strToU8, zipSync, zlibSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { importDataset, previewImport, memoryFile, SpecError, type Dataset, type NamedFile } from '../../../core/index.ts'
import { issuesOfAsync } from '../../support/issues-of.ts'
import { malformedFiles, wholeFiles } from '../../support/malformed-files.ts'

/** Per format. All ten thousand: DESCENT_MALFORMED=10000 npx vitest run test/core/datasets/malformed-files.test.ts */
const COUNT = Number(process.env['DESCENT_MALFORMED'] ?? 300)
const PATIENCE_MS = 60_000 + 60 * COUNT

/** Accepted with numbers that fit together, or refused in words; anything else is thrown on. */
async function outcome(files: readonly NamedFile[]): Promise<'accepted' | 'refused'> {
  try {
    checkWhole(await importDataset(files, null))
    return 'accepted'
  } catch (error) {
    if (!(error instanceof SpecError)) throw error
    expect(error.issues.length).toBeGreaterThan(0)
    for (const { expected, received } of error.issues) expect(expected.en !== '' && expected.es !== '' && received !== '').toBe(true)
    return 'refused'
  }
}

function checkWhole({ sampleCount, inputs, inputShape, targets }: Dataset): void {
  expect(sampleCount).toBeGreaterThan(0)
  expect(inputs).toHaveLength(sampleCount * inputShape.reduce((a, b) => a * b, 1))
  if (targets.kind === 'values') expect(targets.values).toHaveLength(sampleCount * targets.names.length)
  else expect(targets.labels.every((label) => label >= 0 && label < targets.classes.length)).toBe(true)
}

describe('malformed files', () => {
  it.each(Object.keys(wholeFiles))('%s: each is accepted or refused in words', async (format) => {
    for (const whole of wholeFiles[format]!) expect(await outcome(whole())).toBe('accepted')
    const counts = { accepted: 0, refused: 0 }
    for (let i = 0; i < COUNT; i++) {
      try {
        counts[await outcome(malformedFiles(format, i))]++
      } catch (error) {
        throw new Error(`malformedFiles('${format}', ${i})`, { cause: error })
      }
    }
    if (COUNT > 1000) process.stderr.write(`${format}: ${counts.accepted} accepted, ${counts.refused} refused\n`)
    expect(counts.refused).toBeGreaterThan(COUNT / 10)
  }, PATIENCE_MS)

  it('a preview says the same without failing', async () => {
    for (const format of Object.keys(wholeFiles)) {
      for (let i = 0; i < 30; i++) {
        await previewImport(malformedFiles(format, i).map(({ name, content }) => memoryFile(name, content)), null).catch((error: unknown) => expect(error).toBeInstanceOf(SpecError))
      }
    }
  })
})

const problemOf = async (name: string, content: Uint8Array): Promise<string> => (await issuesOfAsync(() => importDataset([{ name, content }], null)))[0]!

/** An archive whose directory says something else than its entries. */
function doctored(archive: Uint8Array, change: (view: DataView, entry: number) => void): Uint8Array {
  const copy = archive.slice()
  const view = new DataView(copy.buffer)
  for (let at = 0; at + 4 < copy.length; at++) if (view.getUint32(at, true) === 0x02014b50) change(view, at)
  return copy
}

describe('archives made to harm', () => {
  it.each(['../../evil.csv', '/etc/evil.csv', 'C:\\evil.csv', 'a/../../evil.csv', 'a\\..\\..\\evil.csv'])('a file called %s is refused', async (name) => {
    expect(await problemOf('a.zip', zipSync({ [name]: strToU8('a,b\n1,2\n') }))).toContain('a.zip: expected names of files inside the archive')
  })

  it('links are refused', async () => {
    const linked = doctored(zipSync({ 'a.csv': strToU8('/etc/passwd') }), (view, at) => view.setUint32(at + 38, (0o120777 << 16) >>> 0, true))
    expect(await problemOf('a.zip', linked)).toContain('got a link to another file')
  })

  it('what declares more than it may, or unpacks to more than it declares, is refused', async () => {
    const zeros = zipSync({ 'a.csv': new Uint8Array(8e6) }, { level: 9 })
    const lying = (size: number) => doctored(zeros, (view, at) => view.setUint32(at + 24, size, true))
    expect(await problemOf('a.zip', lying(1000))).toContain('expected 1,000 bytes, as the archive says, got more')
    expect(await problemOf('a.zip', lying(0xfffffff0))).toMatch(/expected at most [\d,]+ bytes unpacked, got 4,294,967,280/)
    expect(await problemOf('a.zip', doctored(zipSync({ 'a.csv': strToU8('a,b\n1,2\n'), 'b.csv': strToU8('a,b\n1,2\n') }, { level: 0 }), (view, at) => view.setUint32(at + 20, 120, true)))).toMatch(/overlap|truncated/)
  })

  it('encrypted files and archives within archives are refused', async () => {
    expect(await problemOf('a.zip', doctored(zipSync({ 'a.csv': strToU8('a') }), (view, at) => view.setUint16(at + 8, 1, true)))).toContain('got an encrypted one')
    expect(await problemOf('a.zip', zipSync({ 'b.zip': zipSync({ 'c.csv': strToU8('a,b\n1,2\n') }) }))).toContain('got a file of another format')
  })
})

describe('sizes that no memory has', () => {
  const chunk = (type: string, body: Uint8Array): Uint8Array => {
    const bytes = new Uint8Array(12 + body.length)
    new DataView(bytes.buffer).setUint32(0, body.length)
    bytes.set(strToU8(type), 4)
    bytes.set(body, 8)
    return bytes
  }
  const png = (width: number, height: number, data: Uint8Array): Uint8Array => {
    const head = new Uint8Array(13)
    new DataView(head.buffer).setUint32(0, width)
    new DataView(head.buffer).setUint32(4, height)
    head.set([8, 0, 0, 0, 0], 8)
    return Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...chunk('IHDR', head), ...chunk('IDAT', data), ...chunk('IEND', new Uint8Array(0))])
  }
  const besides = (content: Uint8Array) => issuesOfAsync(() => importDataset([{ name: 'a/1.png', content }, { name: 'b/1.png', content: png(2, 2, zlibSync(new Uint8Array(6))) }], null))

  it('a PNG of four billion pixels a side', async () => {
    expect(await besides(png(0xffffffff, 0xffffffff, zlibSync(new Uint8Array(9))))).toEqual(['a/1.png: expected an image of at most 67,108,864 pixels, got 4294967295 × 4294967295 pixels'])
  })

  it('a PNG that unpacks to far more than its pixels stops there', async () => {
    expect(await importDataset([{ name: 'a/1.png', content: png(2, 2, zlibSync(new Uint8Array(6e6))) }, { name: 'b/1.png', content: png(2, 2, zlibSync(new Uint8Array(6))) }], null)).toMatchObject({ sampleCount: 2 })
  })

  it('a BMP, an array and a table that claim more than they have', async () => {
    const bmp = new Uint8Array(60)
    bmp.set([0x42, 0x4d])
    const view = new DataView(bmp.buffer)
    view.setUint32(14, 40, true)
    view.setInt32(18, 0x7fffffff, true)
    view.setInt32(22, 0x7fffffff, true)
    expect((await besides(bmp))[0]).toContain('expected an image of at most')
    const npy = strToU8('\x93NUMPY\x01\x00\x76\x00' + "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999, 9999999), }".padEnd(117) + '\n', true)
    expect(await problemOf('a.npy', npy)).toContain('expected an array that fits in memory')
    expect(await problemOf('a.csv', strToU8(`a,b\n"${'x'.repeat(12e6)}`))).toContain('expected every quotation mark closed')
  })

  it('gzip that unpacks without end is a table with a line that is too long', async () => {
    expect(await problemOf('a.csv.gz', gzipSync(strToU8(`a,b\n1,"${'y'.repeat(12e6)}`), { level: 9 }))).toContain('expected every quotation mark closed')
  })
})
