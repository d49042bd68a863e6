import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, zipSync } from 'fflate'
import { createRandom, writeIdx, type NamedFile, type Random } from '../../core/index.ts'

/** Small whole files of every format; malformed ones are made of them, from a seed: what is committed is how they are made. */
const folder = join(import.meta.dirname, '../golden/data')
const golden = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, name)))
const pixels = (name: string): Uint8Array => golden(`pixels/${name}`)
const text = (content: string): Uint8Array => new TextEncoder().encode(content)
const labels = { name: 'labels.csv', content: text('file,class\na.x,one\nb.x,two\n') }

/** Two images and the table that names their classes: only the first is malformed. */
const images = (first: string, others: readonly string[] = []) => [first, ...others].map((name) => (): readonly NamedFile[] => [{ name: 'a.x', content: pixels(name) }, { name: 'b.x', content: pixels('grey.png') }, labels])

const one = (name: string, content: Uint8Array) => (): readonly NamedFile[] => [{ name, content }]
const idxImages = writeIdx({ type: 'uint8', shape: [4, 3, 2], data: Uint8Array.from({ length: 24 }, (_, i) => 9 * i) })
const idxLabels = writeIdx({ type: 'uint8', shape: [4], data: Uint8Array.of(0, 1, 1, 0) })

/** By format, the whole files that are mutated. The first file of each is the one that changes. */
export const wholeFiles: Readonly<Record<string, readonly (() => readonly NamedFile[])[]>> = {
  csv: [one('a.csv', golden('iris.csv')), one('b.csv', golden('iris-semicolon.csv')), one('c.csv', text('a,"b ""c"" d",e\n1,"x\ny",2024-01-02\n2,z,2024-02-03\n'))],
  idx: [() => [{ name: 'images', content: idxImages }, { name: 'labels', content: idxLabels }], () => [{ name: 'labels', content: idxLabels }, { name: 'images', content: idxImages }]],
  gzip: [one('a.csv.gz', gzipSync(golden('iris.csv')))],
  png: images('colour.png', ['alpha.png', 'palette.png', 'bits.png', 'deep.png', 'interlaced.png']),
  jpeg: images('colour.jpg', ['grey.jpg', 'progressive.jpg', 'turned.jpg']),
  webp: images('lossless.webp', ['lossy.webp']),
  bmp: images('colour.bmp', ['grey.bmp']),
  zip: [one('a.zip', golden('folders.zip')), one('b.zip', zipSync({ 'a/1.csv': golden('iris.csv') }, { level: 9 }))],
  npy: [one('a.npy', golden('fortran.npy'))],
  npz: [one('a.npz', golden('table.npz')), one('b.npz', golden('images.npz')), one('c.npz', golden('parts.npz'))],
  arff: [one('a.arff', golden('iris.arff')), one('b.arff', text('@relation r\n@attribute n numeric\n@attribute c {a, \'b c\'}\n@data\n{0 1.5}\n{1 \'b c\'}\n{}\n'))],
  json: [one('a.json', golden('iris-records.json')), one('b.json', golden('iris-columns.json')), one('c.json', golden('iris-split.json')), one('d.jsonl', golden('iris.jsonl'))],
  parquet: [one('a.parquet', golden('iris.parquet'))],
}

/** The `index`-th malformed file of a format: always the same one. */
export function malformedFiles(format: string, index: number): readonly NamedFile[] {
  const random = createRandom(index, `malformed/${format}`)
  const sources = wholeFiles[format]!
  const [first, ...others] = sources[random.integer(sources.length)]!()
  return [{ name: first!.name, content: malformed(first!.content, random) }, ...others]
}

const INTERESTING = [0, 1, 0x7f, 0x80, 0xff, 0x22, 0x2c, 0x0a, 0x7b, 0x5b, 0x2d]

/** One to six changes: bytes, counts and lengths, pieces cut out, doubled, moved or random; or nothing but random bytes behind the signature. */
function malformed(whole: Uint8Array, random: Random): Uint8Array {
  if (random.uniform() < 0.05) return Uint8Array.from({ length: random.integer(200) }, () => random.integer(256))
  if (random.uniform() < 0.05) return Uint8Array.from(whole, (byte, i) => (i < 8 ? byte : random.integer(256)))
  let content: Uint8Array = whole.slice()
  for (let change = random.integer(6); change >= 0; change--) content = changed(content, random)
  return content
}

function changed(content: Uint8Array, random: Random): Uint8Array {
  if (content.length === 0) return content
  // Headers and directories are where the harm is: half of the changes are near either end.
  const near = Math.min(content.length, 64)
  const place = random.uniform()
  const at = place < 0.3 ? random.integer(near) : place < 0.5 ? content.length - 1 - random.integer(near) : random.integer(content.length)
  const copy = content.slice()
  switch (random.integer(8)) {
    case 0:
      copy[at] = random.integer(256)
      return copy
    case 1:
      copy[at]! ^= 1 << random.integer(8)
      return copy
    case 2:
      copy[at] = INTERESTING[random.integer(INTERESTING.length)]!
      return copy
    case 3: {
      // A count or a length that is far too large, of either byte order.
      const value = [0xffffffff, 0x7fffffff, 0x80000000, 0x10000, 0xffff][random.integer(5)]!
      const view = new DataView(copy.buffer)
      if (at + 4 <= copy.length) view.setUint32(at, value, random.uniform() < 0.5)
      return copy
    }
    case 4:
      return copy.subarray(0, at)
    case 5: {
      const length = Math.min(copy.length - at, 1 + random.integer(32))
      return concat(copy.subarray(0, at), copy.subarray(at + length))
    }
    case 6: {
      const length = Math.min(copy.length - at, 1 + random.integer(64))
      return concat(copy.subarray(0, at + length), copy.subarray(at))
    }
    default:
      return concat(copy.subarray(0, at), Uint8Array.from({ length: 1 + random.integer(16) }, () => random.integer(256)), copy.subarray(at))
  }
}

function concat(...pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}
