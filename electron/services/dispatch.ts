import { SpecError } from '../../core/index.ts'
import type { Api } from '../contract/api.ts'
import type { ErrorData, Reply } from '../contract/bridge.ts'
import { channels } from '../contract/channels.ts'

/** Calls the method that a channel names. Whatever goes wrong comes back as data. */
export async function dispatch(api: Api, channel: unknown, args: unknown): Promise<Reply> {
  try {
    if (typeof channel !== 'string' || !Object.hasOwn(channels, channel)) throw new RangeError(`No channel is called ${JSON.stringify(channel)}`)
    if (!Array.isArray(args)) throw new TypeError('The arguments of a call are a list')
    const [service, method] = channel.split('.') as [keyof Api, string]
    const methods = api[service] as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>
    return { ok: true, value: await methods[method]!(...(args as unknown[])) }
  } catch (error) {
    return { ok: false, error: errorData(error) }
  }
}

export function errorData(error: unknown): ErrorData {
  if (error instanceof SpecError) return { name: error.name, message: error.message, issues: error.issues }
  return error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: String(error) }
}
