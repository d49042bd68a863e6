import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { catalogue, formatIssue, SpecError, type CatalogueDefinition } from '../../core/index.ts'
import type { DatasetProgress } from '../../electron/contract/api.ts'
import { createDatasetCatalogue, type CollectOptions } from '../../electron/services/dataset-catalogue.ts'
import { downloadFile, DownloadError } from '../../electron/services/download-file.ts'
import { startServices } from '../support/services.ts'
import { sharedData } from '../support/shared-data.ts'
import { temporaryFolder } from '../support/workspace.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** A server on this machine that is gone after the test, and what it was asked. */
async function serve(handler: Handler): Promise<{ address: string; asked: { url: string; range: string | undefined }[] }> {
  const asked: { url: string; range: string | undefined }[] = []
  const server = createServer((request, response) => {
    asked.push({ url: request.url!, range: request.headers.range })
    handler(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

const CONTENT = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 31) % 251))
const signal = new AbortController().signal
const download = (address: string, path: string, patienceMs?: number): Promise<void> => downloadFile(address, path, { signal, onProgress: () => {}, ...(patienceMs === undefined ? {} : { patienceMs }) })

/** Answers ranges as servers do, under a validator. */
function sendFile(request: IncomingMessage, response: ServerResponse, content: Buffer, tag = '"one"'): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? NaN)
  const partial = from < content.length && (request.headers['if-range'] === undefined || request.headers['if-range'] === tag)
  if (!partial) return void response.writeHead(200, { 'content-length': content.length, etag: tag }).end(content)
  response.writeHead(206, { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}`, 'content-length': content.length - from, etag: tag }).end(content.subarray(from))
}

/** Announces the whole and breaks off in the middle. */
const breakOff = (response: ServerResponse, bytes: number): void => {
  response.writeHead(200, { 'content-length': CONTENT.length, etag: '"one"' })
  response.write(CONTENT.subarray(0, bytes), () => setTimeout(() => response.destroy(), 500))
}

describe('a download', () => {
  test('continues where it broke off', async () => {
    let times = 0
    const { address, asked } = await serve((request, response) => (times++ === 0 ? breakOff(response, 70_000) : sendFile(request, response, CONTENT)))
    const path = join(temporaryFolder(), 'a.bin')
    await expect(download(`${address}/a`, path)).rejects.toThrow(DownloadError)
    expect(existsSync(path)).toBe(false)
    await download(`${address}/a`, path)
    expect(readFileSync(path).equals(CONTENT)).toBe(true)
    expect(asked[1]!.range).toMatch(/^bytes=[1-9]\d*-$/)
  })

  test('begins anew when the server has another file by now, or cannot continue', async () => {
    let times = 0
    const other = Buffer.from(CONTENT).reverse()
    const { address } = await serve((request, response) => (times++ === 0 ? breakOff(response, 70_000) : sendFile(request, response, other, '"two"')))
    const path = join(temporaryFolder(), 'a.bin')
    await expect(download(`${address}/a`, path)).rejects.toThrow(DownloadError)
    await download(`${address}/a`, path)
    expect(readFileSync(path).equals(other)).toBe(true)
    writeFileSync(`${path}2.part`, CONTENT)
    writeFileSync(`${path}2.part.json`, JSON.stringify({ address: `${address}/short`, validator: null }))
    const short = await serve((request, response) => (request.headers.range === undefined ? sendFile(request, response, CONTENT.subarray(0, 10)) : response.writeHead(416).end()))
    writeFileSync(`${path}2.part.json`, JSON.stringify({ address: `${short.address}/short`, validator: null }))
    await download(`${short.address}/short`, `${path}2`)
    expect(readFileSync(`${path}2`)).toHaveLength(10)
  })

  test('follows a few redirections and no more', async () => {
    const { address, asked } = await serve((request, response) => {
      const hop = Number(request.url!.slice(1))
      if (hop === 0) sendFile(request, response, CONTENT)
      else response.writeHead(302, { location: `/${hop === 99 ? 99 : hop - 1}` }).end()
    })
    const path = join(temporaryFolder(), 'a.bin')
    await download(`${address}/3`, path)
    expect(asked.map(({ url }) => url)).toEqual(['/3', '/2', '/1', '/0'])
    await expect(download(`${address}/99`, `${path}2`)).rejects.toThrow('more than 5 redirections')
  })

  test.each([404, 500])('an answer of %i is an error', async (status) => {
    const { address } = await serve((_, response) => void response.writeHead(status).end())
    await expect(download(`${address}/a`, join(temporaryFolder(), 'a'))).rejects.toThrow(String(status))
  })

  test('a server that falls silent is given up, one that is slow is not', async () => {
    const slow = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 50 })
      let sent = 0
      const timer = setInterval(() => (sent++ < 5 ? response.write(CONTENT.subarray(0, 10)) : clearInterval(timer)), 60)
    })
    const path = join(temporaryFolder(), 'a.bin')
    await download(`${slow.address}/a`, path, 2000)
    expect(readFileSync(path)).toHaveLength(50)
    const silent = await serve((_, response) => void response.writeHead(200, { 'content-length': 50 }).write('x'))
    await expect(download(`${silent.address}/a`, `${path}2`, 200)).rejects.toThrow('no answer in time')
  })
})

const TABLE = Buffer.from('a,b,kind\n1,2,x\n3,4,y\n5,6,x\n')
const sha256 = (content: Buffer): string => `sha256:${createHash('sha256').update(content).digest('hex')}`
const definition = (addresses: readonly string[], digests: readonly string[], sampleCount = 3): Readonly<Record<string, CatalogueDefinition>> => ({
  small: { title: { en: 'Small', es: 'Pequeño' }, doc: { en: 'Small', es: 'Pequeño' }, reference: '', task: 'classification', sampleCount, inputShape: [2], classCount: 2, files: [{ name: 'small.csv', addresses, digests }], plan: { format: 'csv', name: 'Small' } },
})
const options: CollectOptions = { signal, onProgress: () => {} }
const problemsOf = (work: Promise<unknown>): Promise<string[]> => work.then(() => ['none'], (error: unknown) => {
  if (error instanceof SpecError) return error.issues.map((issue) => formatIssue(issue))
  throw error
})

describe('the catalogue', () => {
  test('tries mirrors in turn, one\'s own first, and takes no file whose checksum differs', async () => {
    const corrupt = await serve((request, response) => sendFile(request, response, Buffer.from(TABLE).fill('9', 10, 11)))
    const gone = await serve((_, response) => void response.writeHead(404).end())
    const good = await serve((request, response) => sendFile(request, response, TABLE))
    const folder = temporaryFolder()
    const files = createDatasetCatalogue({ folder, mirror: `${gone.address}/school/`, definitions: definition([`${corrupt.address}/small.csv`, `${good.address}/small.csv`], [sha256(TABLE)]) })
    expect(await files.collect('small', options)).toEqual([{ path: join(folder, 'small', 'small.csv'), address: `${good.address}/small.csv` }])
    expect(gone.asked[0]!.url).toBe('/school/small/small.csv')
    expect(readFileSync(join(folder, 'small', 'small.csv')).equals(TABLE)).toBe(true)
    // It is there now: nobody is asked again.
    expect(await files.collect('small', options)).toEqual([{ path: join(folder, 'small', 'small.csv'), address: null }])
    expect(good.asked).toHaveLength(1)
  })

  test('without a network says which files to fetch, from where and where to put them, and then takes them', async () => {
    const folder = temporaryFolder()
    const gone = await serve((_, response) => response.destroy())
    const files = createDatasetCatalogue({ folder, mirror: undefined, definitions: definition([`${gone.address}/small.csv`], [sha256(TABLE)]) })
    const [problem] = await problemsOf(files.collect('small', options))
    expect(problem).toContain('small.csv: expected a download that works')
    expect(problem).toContain(`fetch ${gone.address}/small.csv, put the file into ${join(folder, 'small')}`)
    mkdirSync(join(folder, 'small'), { recursive: true })
    writeFileSync(join(folder, 'small', 'small.csv'), 'something else')
    expect((await problemsOf(files.collect('small', options)))[0]).toContain('another content than the published one')
    writeFileSync(join(folder, 'small', 'small.csv'), TABLE)
    expect(await files.collect('small', options)).toEqual([{ path: join(folder, 'small', 'small.csv'), address: null }])
  })

  test('knows its names', async () => {
    const files = createDatasetCatalogue({ folder: temporaryFolder(), mirror: undefined })
    expect((await problemsOf(Promise.resolve().then(() => files.get('mnits'))))[0]).toContain('did you mean mnist?')
    expect(files.names).toEqual(['mnist', 'fashion-mnist', 'kmnist', 'iris', 'wine', 'wine-quality', 'breast-cancer', 'optdigits'])
    for (const name of files.names) expect(files.get(name).files.every(({ addresses, digests }) => addresses.every((address) => URL.canParse(address)) && digests.every((digest) => /^(md5:[0-9a-f]{32}|(unpacked-)?sha256:[0-9a-f]{64})$/.test(digest)))).toBe(true)
  })
})

const IRIS = Buffer.from(Array.from({ length: 150 }, (_, i) => `${(i % 17) / 2},3.${i % 10},1.${i % 7},0.${i % 5},Iris-${['setosa', 'versicolor', 'virginica'][i % 3]}\n`).join(''))

describe('fetching through the services', () => {
  test('stores what a mirror of one\'s own has, with its progress and where it came from', async () => {
    const mirror = await serve((request, response) => sendFile(request, response, IRIS))
    const services = await startServices({ datasetMirror: mirror.address })
    const heard: DatasetProgress[] = []
    services.listen((announcement, payload) => {
      if (announcement === 'datasets.progressed') heard.push(payload as DatasetProgress)
    })
    const dataset = await services.api.datasets.fetch('iris', 'task-1')
    expect(dataset).toMatchObject({ name: 'Iris', sampleCount: 150, inputShape: [4], classes: ['Iris-setosa', 'Iris-versicolor', 'Iris-virginica'] })
    const { lineage } = await services.api.datasets.describe(dataset.id)
    expect(lineage).toMatchObject({ kind: 'files', catalogue: { name: 'iris', addresses: [`${mirror.address}/iris/iris.data`] }, source: { files: [{ name: 'iris.data', bytes: IRIS.length, sha256: sha256(IRIS).slice(7) }], fileCount: 1 } })
    expect(heard[0]).toMatchObject({ type: 'progress', task: 'task-1', stage: 'download', file: 'iris.data' })
    expect(heard.at(-1)).toEqual({ type: 'ended', task: 'task-1', reason: 'stored' })
    expect((await services.api.datasets.catalogue()).find(({ name }) => name === 'iris')).toMatchObject({ storedAs: dataset.id, files: [{ verification: 'structure' }] })
  })

  test('refuses what is not the data set, and fetches it again the next time', async () => {
    let content = IRIS.subarray(0, IRIS.indexOf('\n', 1000) + 1)
    const mirror = await serve((request, response) => sendFile(request, response, content))
    const { api } = await startServices({ datasetMirror: mirror.address })
    expect((await problemsOf(api.datasets.fetch('iris')))[0]).toMatch(/iris: expected 150 samples, got \d+/)
    expect(await api.datasets.list()).toEqual([])
    content = IRIS
    expect(await api.datasets.fetch('iris')).toMatchObject({ sampleCount: 150 })
  })
})

const folders: Readonly<Record<string, string>> = { mnist: 'mnist', optdigits: 'tabular' }
test.skipIf(sharedData('mnist/train-labels-idx1-ubyte.gz') === null).each(Object.keys(folders))('real files of %s are taken from a mirror and pass its checks', async (name) => {
  const mirror = await serve((request, response) => sendFile(request, response, readFileSync(sharedData(`${folders[name]!}/${request.url!.split('/').pop()!}`)!)))
  const { api } = await startServices({ datasetMirror: mirror.address })
  const { sampleCount, inputShape } = catalogue[name]!
  expect(await api.datasets.fetch(name)).toMatchObject({ sampleCount, inputShape, givenTest: true })
})
