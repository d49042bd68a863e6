import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as hdf5 from 'h5wasm/node'
import { describe, expect, it } from 'vitest'
import { writeHdf5 } from '../../../core/formats/hdf5-writer.ts'
import { lookup3 } from '../../../core/formats/lookup3.ts'
import { pythonWith, runPython } from '../../support/python.ts'

const python = pythonWith('h5py')
const tree = {
  layers: {
    dense: { vars: { 0: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4.5, -0, 1e-30) }, 1: { shape: [3], data: Float32Array.of(0.1, Number.NaN, Number.POSITIVE_INFINITY) } } },
    ...Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`tercera capa ñ ${i}`, { vars: {} }])),
  },
  vars: { 0: { shape: [], data: Float32Array.of(7) }, 1: { shape: [0, 2], data: new Float32Array(0) } },
}

async function withFile<T>(content: Uint8Array, use: (path: string) => T | Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'descent-hdf5-'))
  try {
    const path = join(folder, 'file.h5')
    await writeFile(path, content)
    return await use(path)
  } finally {
    await rm(folder, { recursive: true })
  }
}

describe('an HDF5 file', () => {
  it('is read by the HDF5 library', async () => {
    await hdf5.ready
    await withFile(writeHdf5(tree), (path) => {
      const file = new hdf5.File(path, 'r')
      const array = (name: string) => {
        const dataset = file.get(name) as hdf5.Dataset
        return { shape: dataset.shape, values: Array.from(dataset.value as Float32Array), type: dataset.dtype }
      }
      expect(file.keys()).toEqual(['layers', 'vars'])
      expect((file.get('layers') as hdf5.Group).keys()).toHaveLength(301)
      expect(array('layers/dense/vars/0')).toEqual({ shape: [2, 3], values: [1, 2, 3, 4.5, -0, Math.fround(1e-30)], type: '<f' })
      expect(array('layers/dense/vars/1')).toEqual({ shape: [3], values: [Math.fround(0.1), Number.NaN, Infinity], type: '<f' })
      expect((file.get('vars/0') as hdf5.Dataset).value).toBe(7)
      expect((file.get('vars/1') as hdf5.Dataset).shape).toEqual([0, 2])
      file.close()
    })
  })

  it.skipIf(python === null)('is read by h5py', async () => {
    const said = await withFile(writeHdf5(tree), (path) => runPython(python!, ['-c', `import h5py, json; f = h5py.File("file.h5"); print(json.dumps([f["layers/dense/vars/0"][()].tolist(), str(f["layers/dense/vars/1"].dtype), float(f["vars/0"][()]), f["vars/1"].shape, len(f["layers"])]))`], join(path, '..')))
    expect(JSON.parse(said)).toEqual([[[1, 2, 3], [4.5, -0, Math.fround(1e-30)]], 'float32', 7, [0, 2], 301])
  })

  it('refuses an array whose shape has another size', () => {
    expect(() => writeHdf5({ a: { shape: [2], data: new Float32Array(3) } })).toThrow(/3 numbers for a shape of 2/)
  })
})

describe('lookup3', () => {
  it('gives the hashes of its author', () => {
    const hash = (text: string): number => lookup3(new TextEncoder().encode(text))
    expect(hash('')).toBe(0xdeadbeef)
    expect(hash('Four score and seven years ago')).toBe(0x17770551)
  })
})
