import { describe, expect, it } from 'vitest'
import { descent } from '../support/command-line.ts'
import { spiralsSpec, startServices, whenRun } from '../support/services.ts'
import { temporaryFolder } from '../support/workspace.ts'

const spec = (changes: Record<string, unknown> = {}) => spiralsSpec({ stop: { epochs: 2, early: null }, ...changes })

describe('looks at the test part', () => {
  it('are counted once for each run while the app is open; final scores and other parts are none', async () => {
    const services = await startServices()
    const { api } = services
    const train = async () => whenRun(services, (await api.runs.start(spec())).id, 'completed')
    const first = await train()
    expect(first.final.test).not.toBeNull()
    const looksOf = async (id: string) => (await api.runs.show(id)).run.testLooks
    await api.analysis.confusion({ run: first.id, part: 'validation' })
    expect(await looksOf(first.id)).toEqual({ own: 0, before: 0 })
    const announced: number[] = []
    services.listen((name, payload) => { if (name === 'runs.changed' && 'runs' in payload) announced.push(payload.runs[0]!.testLooks.own) })
    await api.analysis.confusion({ run: first.id, part: 'test' })
    await api.analysis.mistakes({ run: first.id, part: 'test', order: 'loss', offset: 0, limit: 5 })
    expect(await looksOf(first.id)).toEqual({ own: 1, before: 0 })
    expect(announced).toEqual([1])
    const second = await train()
    expect(second.testLooks).toEqual({ own: 0, before: 1 })
    // Another data set was not looked at.
    const other = await whenRun(services, (await api.runs.start(spec({ seed: 4 }))).id, 'completed')
    expect(other.testLooks).toEqual({ own: 0, before: 0 })
    // What was seen was seen, also when its run is gone.
    await api.runs.remove([first.id])
    await api.runs.emptyTrash()
    expect(await looksOf(second.id)).toEqual({ own: 0, before: 1 })
  })

  it('from the command line count too, also while the app is open', async () => {
    const workspace = temporaryFolder()
    const services = await startServices({ workspace })
    const { id } = await whenRun(services, (await services.api.runs.start(spec())).id, 'completed')
    for (const words of [['eval', id, '--split', 'test'], ['predict', id, '--split', 'test'], ['eval', id, '--split', 'validation']]) expect((await descent(...words, '--workspace', workspace, '--json')).code).toBe(0)
    expect((await services.api.runs.show(id)).run.testLooks).toEqual({ own: 2, before: 0 })
    const shown = await descent('show', id, '--workspace', workspace, '--json')
    expect(JSON.parse(shown.stdout)).toMatchObject({ run: { testLooks: { own: 2, before: 0 } } })
    expect((await descent('show', id, '--workspace', workspace)).stdout).toContain('looked at 2 times')
  })
})
