import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { SpecError } from '../../core/index.ts'
import { changeElsewhere } from '../../electron/services/change-requests.ts'
import { descent } from '../support/command-line.ts'
import { ENDLESS, spiralsSpec, startServices, whenRun, whenRunIs } from '../support/services.ts'
import { temporaryFolder } from '../support/workspace.ts'

const CHANGES = [{ path: 'optimizer.learningRate', value: 0.002 }, { path: 'network.layers[1].rate', value: 0.3 }]
/** Without an end of its own: it is under way whenever it is killed. */
const endlessSpec = spiralsSpec({
  ...ENDLESS,
  network: { layers: [{ id: 'h', kind: 'dense', units: 8, activation: 'tanh' }, { id: 'drop', kind: 'dropout', rate: 0.1 }, { id: 'out', kind: 'dense', units: 2 }] },
})

describe('a run that is changed while it trains', () => {
  test('and killed, resumed and changed again ends with the weights of one that begins with the spec it leaves, and of its capsule', async () => {
    const workspace = temporaryFolder()
    const child = spawn(process.execPath, [join(import.meta.dirname, '../support/changed-run.ts'), workspace, JSON.stringify(endlessSpec), JSON.stringify(CHANGES)], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    const [said] = (await once(child.stdout, 'data')) as [Buffer]
    child.kill('SIGKILL')
    await once(child, 'close')
    const id = said.toString().trim()

    const services = await startServices({ workspace })
    const before = await services.api.runs.show(id)
    expect(before.run.status).toBe('interrupted')
    expect(before.spec.changes?.map(({ path, value }) => ({ path, value }))).toEqual(CHANGES)
    const { step } = before.spec.changes![0]!
    expect(step).toBeGreaterThan(0)
    const repeated = Promise.withResolvers<void>()
    services.listen((announcement, payload) => {
      if (announcement === 'runs.progressed' && 'events' in payload && payload.events.some((event) => event.type === 'changed' && event.step === step)) repeated.resolve()
    })
    await services.api.runs.resume(id)
    await repeated.promise
    const changes = await services.api.runs.change(id, [{ path: 'stop.epochs', value: 1 }])
    expect(changes.slice(0, 2)).toEqual(before.spec.changes)
    const resumed = await whenRun(services, id, 'completed')
    const { spec, events } = await services.api.runs.show(id)
    // What is under way ends: the epochs are those that were begun.
    expect(spec.changes).toEqual([...before.spec.changes!, { step: changes[2]!.step, path: 'stop.epochs', value: resumed.epoch }])
    expect(events.flatMap(({ event }) => (event.type === 'changed' ? [event] : []))).toMatchObject([
      { step, changes: [{ path: 'optimizer.learningRate', from: 0.01, to: 0.002 }, { path: 'network.layers[1].rate', from: 0.1, to: 0.3 }] },
      { step: changes[2]!.step, changes: [{ path: 'stop.epochs', from: 1_000_000, to: resumed.epoch }] },
    ])
    const again = await whenRun(services, (await services.api.runs.start(spec)).id, 'completed')
    expect(again.weightsSha256).toBe(resumed.weightsSha256)
    expect([again.epoch, again.epochs, again.step]).toEqual([resumed.epoch, resumed.epochs, resumed.step])
    const { content, name } = await services.api.exports.create({ run: id, format: 'capsule' })
    expect(await services.api.capsules.verify({ name, content }, 'again')).toMatchObject({ verdict: 'identical' })
  })

  test('shows the change in its record when the call has returned, is refused what it cannot have, and everything when it has ended', async () => {
    const { api, ...services } = await startServices()
    const { id } = await api.runs.start(spiralsSpec(ENDLESS))
    await whenRunIs({ api, ...services }, id, ({ epoch }) => epoch > 0)
    const changes = await api.runs.change(id, [{ path: 'optimizer.learningRate', value: 0.5 }])
    expect(changes).toMatchObject([{ path: 'optimizer.learningRate', value: 0.5 }])
    const { events, spec } = await api.runs.show(id)
    expect(spec.changes).toEqual(changes)
    expect(events.find(({ event }) => event.type === 'changed')?.event).toMatchObject({ step: changes[0]!.step, changes: [{ from: 0.01, to: 0.5 }] })
    const refusal = await api.runs.change(id, [{ path: 'optimizer.kind', value: 'sgd' }, { path: 'optimizer.beta1', value: 7 }]).catch((error: unknown) => error)
    expect((refusal as SpecError).issues.map(({ path }) => path)).toEqual(['changes[0].path', 'changes[1].value'])
    await api.runs.change(id, [{ path: 'stop.epochs', value: 1 }])
    const ended = await whenRun({ api, ...services }, id, 'completed')
    expect(ended.epochs).toBe(ended.epoch)
    await expect(api.runs.change(id, [{ path: 'optimizer.learningRate', value: 0.5 }])).rejects.toThrow('expected a run that trains or is paused, got one that is completed')
  })

  test('while it is paused has the values from the step where it stands, which its spec says at once', async () => {
    const { api, ...services } = await startServices()
    const { id } = await api.runs.start(spiralsSpec(ENDLESS))
    await whenRunIs({ api, ...services }, id, ({ epoch }) => epoch > 0)
    await api.runs.pause(id)
    const { step } = await whenRun({ api, ...services }, id, 'paused')
    await api.runs.change(id, [{ path: 'optimizer.learningRate', value: 0.1 }])
    expect(await api.runs.change(id, [{ path: 'optimizer.learningRate', value: 0.2 }])).toEqual([{ step, path: 'optimizer.learningRate', value: 0.2 }])
    await api.runs.resume(id)
    await whenRunIs({ api, ...services }, id, (run) => run.step > step)
    const { events, spec } = await api.runs.show(id)
    expect(spec.changes).toEqual([{ step, path: 'optimizer.learningRate', value: 0.2 }])
    expect(events.flatMap(({ event }) => (event.type === 'paused' || event.type === 'resumed' || event.type === 'changed' ? [[event.type, event.step]] : []))).toEqual([['paused', step], ['resumed', step], ['changed', step]])
  })
})

describe('descent change', () => {
  async function training() {
    const workspace = temporaryFolder()
    const services = await startServices({ workspace })
    const { id } = await services.api.runs.start(spiralsSpec(ENDLESS))
    await whenRunIs(services, id, ({ epoch }) => epoch > 0)
    return { ...services, workspace, id, change: (...words: readonly string[]) => descent('change', ...words, '--workspace', workspace) }
  }

  test('changes a run that another process trains; the spec it leaves ends with the same weights', async () => {
    const { api, id, change, ...services } = await training()
    const { code, stdout, stderr } = await change(id.slice(0, 5), 'optimizer.learningRate=0.002', 'optimizer.beta1=0.8', '--json')
    expect(stderr).toBe('')
    const { spec } = await api.runs.show(id)
    const step = spec.changes?.[0]?.step
    expect(JSON.parse(stdout)).toEqual({ run: id, made: [{ step, path: 'optimizer.learningRate', value: 0.002 }, { step, path: 'optimizer.beta1', value: 0.8 }], changes: spec.changes })
    expect(code).toBe(0)
    const ended = await change('latest', 'stop.epochs=1')
    expect(ended.stdout).toMatch(/^after step +field +value\n[─ ]+\n +\d+ +stop\.epochs +\d+\n$/)
    const first = await whenRun({ api, ...services }, id, 'completed')
    const again = await whenRun({ api, ...services }, (await api.runs.start((await api.runs.show(id)).spec)).id, 'completed')
    expect([again.weightsSha256, again.step]).toEqual([first.weightsSha256, first.step])
  })

  test('says of each field why it may not change, and what a change looks like', async () => {
    const { change, id, api } = await training()
    const refused = await change(id, 'optimizer.kind=sgd', 'optimizer.beta1=7')
    expect([refused.code, refused.stdout]).toEqual([2, ''])
    expect(refused.stderr.split('\n').slice(0, 2).map((line) => line.split(':').slice(0, 3).join(':'))).toEqual(['descent: optimizer.kind: expected a value that may change while a run trains', 'descent: optimizer.beta1: expected a number at least 0 and less than 1, got 7'])
    expect((await api.runs.show(id)).spec.changes).toBeUndefined()
    expect((await change(id, 'optimizer.learningRate')).stderr).toBe('descent: a change is path=value, got "optimizer.learningRate"\n')
    expect((await change(id, 'optimizer.learningRate=[1]')).stderr).toContain('the value should be a number, true, false or a word')
    expect((await change(id)).code).toBe(2)
    expect((await change('nobody', 'stop.epochs=3')).stderr).toContain('no run is called "nobody"')
  })

  test('says when nothing trains, and when nobody answers', async () => {
    const { change, id, api, workspace, close, ...services } = await training()
    await api.runs.cancel(id)
    await whenRun({ api, close, ...services }, id, 'cancelled')
    expect((await change(id, 'stop.epochs=3')).stderr).toContain('expected a run that trains or is paused, got one that is cancelled (train its spec again with --set)')
    const asked = [{ path: 'stop.epochs', value: 3 }]
    const elsewhere = { file: join(workspace, 'descent.sqlite'), signal: new AbortController().signal }
    // Whether the other process looks once more before it ends is left to chance; both are told.
    const closing = changeElsewhere({ id, name: 'spirals' }, asked, elsewhere).catch((error: unknown) => error)
    await close()
    expect(String(await closing)).toMatch(/got one that is cancelled|the process that trained it has ended/)
    // Nobody looks any more.
    await expect(changeElsewhere({ id, name: 'spirals' }, asked, { ...elsewhere, patienceMs: 100 })).rejects.toThrow('spirals: expected a process that trains it: descent serve, the window, or descent run on this workspace, got no answer in 0.1 s')
  })
})
