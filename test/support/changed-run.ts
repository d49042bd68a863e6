// A process of its own: starts the run of a spec in a workspace, changes it while it trains, says so, and trains on until it is killed.
import { createServices } from '../../electron/services/create-services.ts'
import { findInstallation } from '../../electron/services/installation.ts'

const [workspace, spec, changes] = process.argv.slice(2) as [string, string, string]
const services = await createServices({ installation: findInstallation(import.meta.filename), workspace, host: 'web', threads: 1 })
const { id } = await services.api.runs.start(JSON.parse(spec))
const begun = Promise.withResolvers<void>()
services.listen((announcement, payload) => {
  if (announcement === 'runs.progressed' && 'events' in payload && payload.events.some(({ type }) => type === 'epoch')) begun.resolve()
})
await begun.promise
await services.api.runs.change(id, JSON.parse(changes))
process.stdout.write(`${id}\n`)
