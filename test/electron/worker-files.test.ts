import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { transferablesOf } from '../../core/worker/transferables.ts'
import { writeDurably } from '../../core/worker/write-durably.ts'
import { temporaryFolder } from '../support/workspace.ts'

describe('transferables', () => {
  test('whole buffers move, each once, however deep they are', () => {
    const losses = new Float32Array(4)
    const message = { type: 'events', events: [{ series: { loss: losses, again: losses } }, { values: [new Int32Array(2)] }, null, 'text'] }
    expect(transferablesOf(message)).toEqual([losses.buffer, new ArrayBuffer(8)])
  })

  test('a view of a part stays, and so does shared memory', () => {
    expect(transferablesOf({ part: new Float32Array(8).subarray(0, 4), shared: new Int32Array(new SharedArrayBuffer(8)) })).toEqual([])
  })
})

describe('durable files', () => {
  test('a file is replaced whole, its folder is made, and nothing else is left', async () => {
    const folder = join(temporaryFolder(), 'deep', 'er')
    const path = join(folder, 'a.bin')
    await writeDurably(path, Uint8Array.of(1, 2, 3))
    await writeDurably(path, Uint8Array.of(4))
    expect([...readFileSync(path)]).toEqual([4])
    expect(readdirSync(folder)).toEqual(['a.bin'])
  })

  test('one that cannot take its place leaves no half of it', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'taken', 'by a folder'), { recursive: true })
    await expect(writeDurably(join(folder, 'taken'), Uint8Array.of(1))).rejects.toThrow()
    expect(readdirSync(folder)).toEqual(['taken'])
  })
})
