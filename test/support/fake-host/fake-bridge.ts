import { createFakeHost } from '../fake-api.ts'

// Served before the window's own script, in place of a preload script: `?empty` shows a first start.
const host = createFakeHost({ empty: new URLSearchParams(location.search).has('empty') })
Object.assign(window, { descent: host.bridge, fakeHost: host })
