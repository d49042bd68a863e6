import { openBrowser } from '../web/open-browser.ts'
import { startWebHost } from '../web/start-web-host.ts'
import { chooseNumber } from './choose.ts'
import { EXIT, type Command } from './command.ts'
import { UsageError } from './usage-error.ts'

/** Beyond the machine itself there is no encryption, so nobody else may connect. */
const LOOPBACK = ['127.0.0.1', 'localhost']

export const serve: Command = {
  name: 'serve',
  operands: [],
  doc: 'Serves the window to a browser on this machine until it is interrupted.',
  options: {
    port: { kind: 'value', value: 'N', doc: 'otherwise any free one' },
    open: { kind: 'flag', doc: 'open it in the browser' },
    host: { kind: 'value', value: '127.0.0.1', doc: 'this machine is the only choice' },
  },
  async run({ open, output, invocation, installation, onInterrupt }) {
    const port = chooseNumber('port', invocation.value('port'), 0, 65535, 0)
    const host = invocation.value('host')
    if (host !== null && !LOOPBACK.includes(host)) throw new UsageError(`--host should be 127.0.0.1: the window is served to this machine only, got ${JSON.stringify(host)}`)
    const services = await open('write')
    const web = await startWebHost({ services, folder: installation.rendererFolder, port })
    output.result({ url: web.url }, () => `${web.url}\n`)
    services.readAhead()
    if (invocation.flag('open')) openBrowser(web.url)
    const { promise: interrupted, resolve } = Promise.withResolvers<void>()
    onInterrupt(resolve)
    await interrupted
    await web.close()
    return EXIT.done
  },
}
