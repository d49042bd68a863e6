import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { announcements, channels } from '../../electron/contract/channels.ts'

const contract = readFileSync(new URL('../../electron/contract/api.ts', import.meta.url), 'utf8')

/** The body of an exported interface. */
function bodyOf(name: string): string {
  const body = new RegExp(`export interface ${name} \\{\\n(.*?)\\n\\}`, 's').exec(contract)?.[1]
  if (body === undefined) throw new Error(`The contract has no interface ${name}`)
  return body
}

describe('the channels', () => {
  it('are the methods of the contract', () => {
    const services = [...bodyOf('Api').matchAll(/^ {2}(\w+): \{\n(.*?)\n {2}\}/gms)]
    const methods = services.flatMap(([, service, body]) => [...body!.matchAll(/^ {4}(\w+)\(/gm)].map((match) => `${service}.${match[1]}`))
    expect(methods.length).toBeGreaterThan(20)
    expect(Object.keys(channels)).toEqual(methods)
  })

  it('announce what the contract announces', () => {
    expect(Object.keys(announcements)).toEqual([...bodyOf('Announcements').matchAll(/^ {2}'([\w.]+)':/gm)].map((match) => match[1]))
  })
})
