import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dashOf, hueOf, runColour, RUN_DASHES, RUN_HUES, RUN_LOOKS } from '../../electron/contract/run-colours.ts'
import { connect } from '../../renderer/api/client.ts'
import { runStyle, type ChartTheme } from '../../renderer/charts/chart-theme.ts'
import RunLookPanel from '../../renderer/components/RunLookPanel.vue'
import RunSwatch from '../../renderer/components/RunSwatch.vue'
import SwatchButton from '../../renderer/components/SwatchButton.vue'
import { i18n } from '../../renderer/i18n/index.ts'
import { useFrame } from '../../renderer/stores/frame.ts'
import { useRuns } from '../../renderer/stores/runs.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import { useToasts } from '../../renderer/stores/toasts.ts'
import { looksOf, OWN_COLOURS } from '../../renderer/views/runs/colour-legend.ts'
import { createFakeHost, type FakeHost } from '../support/fake-api.ts'

enableAutoUnmount(afterEach)
const THEMES = { light: { tone: 'light', background: '#ffffff' }, dark: { tone: 'dark', background: '#14171c' } } as const

/** sRGB parts as light, from 0 to 1. */
const lightOf = (hex: string): readonly number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
const luminance = (light: readonly number[]): number => 0.2126 * light[0]! + 0.7152 * light[1]! + 0.0722 * light[2]!
const contrast = (one: string, other: string): number => {
  const [low, high] = [luminance(lightOf(one)), luminance(lightOf(other))].toSorted((a, b) => a - b)
  return (high! + 0.05) / (low! + 0.05)
}
/** Viénot, Brettel & Mollon (1999), in linear light: what those without red or green cones see; and full sight. */
const SIGHTS: Readonly<Record<string, readonly (readonly number[])[]>> = {
  full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protan: [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
  deutan: [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
}
/** CIE L*a*b* of linear light, white D65. */
function labOf(light: readonly number[]): readonly number[] {
  const [r, g, b] = light as [number, number, number]
  const f = (t: number): number => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29)
  const [x, y, z] = [(0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505, 0.2126 * r + 0.7152 * g + 0.0722 * b, (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089].map(f) as [number, number, number]
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}
const distance = (one: string, other: string, sight: string): number => {
  const [a, b] = [one, other].map((hex) => labOf(SIGHTS[sight]!.map((row) => Math.max(0, row.reduce((sum, factor, i) => sum + factor * lightOf(hex)[i]!, 0)))))
  return Math.hypot(...a!.map((part, i) => part - b![i]!))
}

describe('the palette of runs', () => {
  it('is that of the style sheet, in both themes', () => {
    const sheet = readFileSync(join(import.meta.dirname, '../../renderer/styles/tokens.css'), 'utf8')
    const found = [...sheet.matchAll(/--run-(\d): (#[0-9a-f]{6});/g)].map(([, hue, tone]) => [Number(hue), tone])
    expect(found).toEqual((['light', 'dark'] as const).flatMap((tone) => RUN_HUES.map((hue, position) => [position, hue[tone]])))
  })

  it.each(Object.entries(THEMES))('stands out from the background in the %s theme, and each from each, for colour-blind readers too', (_, { tone, background }) => {
    for (const hue of RUN_HUES) expect(contrast(hue[tone], background), hue.name).toBeGreaterThan(2.2)
    for (const sight of Object.keys(SIGHTS)) {
      RUN_HUES.forEach((one, i) => RUN_HUES.slice(i + 1).forEach((other) => expect(distance(one[tone], other[tone], sight), `${one.name}, ${other.name}: ${sight}`).toBeGreaterThan(14)))
    }
  })

  it('is a hue and a dash for each number, and back', () => {
    const looks = Array.from({ length: RUN_LOOKS }, (_, colour) => `${hueOf(colour)} ${dashOf(colour)}`)
    expect(new Set(looks).size).toBe(RUN_HUES.length * RUN_DASHES.length)
    for (let colour = 0; colour < RUN_LOOKS; colour++) expect(runColour(hueOf(colour), dashOf(colour))).toBe(colour)
    const theme = { text: '#000', runs: RUN_HUES.map(({ light }) => light) } as unknown as ChartTheme
    expect(runStyle(0, theme)).toEqual({ colour: '#0072b2', dash: 'solid' })
    expect(runStyle(runColour(3, 2), theme)).toEqual({ colour: '#d55e00', dash: [2, 3] })
  })
})

describe('choosing the colour of runs', () => {
  let host: FakeHost
  const global = { plugins: [i18n] }
  const colours = (...ids: string[]) => ids.map((id) => [useRuns().get(id)?.colour, useRuns().get(id)?.chosenColour])
  const open = (ids: readonly string[]) => mount(RunLookPanel, { global, props: { ids, x: 0, y: 0 }, attachTo: document.body })
  const choose = async (panel: ReturnType<typeof open>, name: string) => {
    await panel.get(`input[aria-label="${name}"]`).setValue(true)
    await flushPromises()
  }

  beforeEach(async () => {
    setActivePinia(createPinia())
    useSettings().language = 'en'
    host = createFakeHost()
    connect(host.bridge)
    await useRuns().open()
  })

  it('starts from the swatch, which says what it is', async () => {
    const swatch = mount(SwatchButton, { global, props: { run: { ...useRuns().get('r1')!, colour: runColour(5, 3) } } })
    expect(swatch.get('button').attributes('aria-label')).toBe('Colour of digits, Adam: sky blue, dash-dot')
    await swatch.get('button').trigger('click')
    expect(useFrame().lookedRuns).toMatchObject({ ids: ['r1'] })
  })

  it('takes effect at once: the hue keeps the dash, the dash keeps the hue', async () => {
    const panel = open(['r2'])
    expect((panel.get('input[aria-label="orange"]').element as HTMLInputElement).checked).toBe(true)
    await choose(panel, 'dotted')
    expect(colours('r2')).toEqual([[runColour(1, 2), runColour(1, 2)]])
    await choose(panel, 'purple')
    expect(colours('r2')).toEqual([[runColour(4, 2), runColour(4, 2)]])
    expect(panel.text()).toContain('purple, dotted')
  })

  it('gives a run its own colour back', async () => {
    const panel = open(['r2'])
    const automatic = panel.get('button')
    expect(automatic.attributes('disabled')).toBeDefined()
    await choose(panel, 'grey')
    await automatic.trigger('click')
    await flushPromises()
    expect(colours('r2')).toEqual([[1, null]])
  })

  it('is taken back by one note, for each run to what it had', async () => {
    await useRuns().update('r2', { colour: 7 })
    const panel = open(['r1', 'r2'])
    expect(panel.text()).toContain('several colours')
    await choose(panel, 'green')
    expect(colours('r1', 'r2')).toEqual([[2, 2], [2, 2]])
    await panel.get('.panel').trigger('keydown', { key: 'Escape' })
    expect(panel.emitted('close')).toHaveLength(1)
    const [toast] = useToasts().all
    expect(toast?.text).toBe('Colour of 2 runs changed')
    await toast?.action?.run()
    await flushPromises()
    expect(colours('r1', 'r2')).toEqual([[0, null], [7, 7]])
  })

  it('says nothing where nothing was changed', async () => {
    await open(['r1']).get('.panel').trigger('keydown', { key: 'Escape' })
    expect(useToasts().all).toEqual([])
  })

  it('keeps the focus inside, and gives it back', async () => {
    const before = document.body.appendChild(document.createElement('button'))
    before.focus()
    const panel = open(['r1'])
    await flushPromises()
    const focused = (): string | null => document.activeElement?.getAttribute('aria-label') ?? null
    expect(focused()).toBe('blue')
    await panel.get('.panel').trigger('keydown', { key: 'Tab' })
    expect(focused()).toBe('solid')
    await panel.get('.panel').trigger('keydown', { key: 'Tab' })
    expect(focused()).toBe('blue') // Automatic is not to be pressed: the run has its own
    await panel.get('.panel').trigger('keydown', { key: 'Escape' })
    expect(document.activeElement).toBe(before)
    before.remove()
  })

  it('shows in the swatch, and in charts that have no column for it', () => {
    const dashed = mount(RunSwatch, { props: { colour: runColour(3, 1) } }).get('path')
    expect([dashed.attributes('stroke'), dashed.attributes('stroke-dasharray')]).toEqual(['var(--run-3)', '7 3'])
    const theme = { text: '#000', accent: '#00f', runs: RUN_HUES.map(({ light }) => light) } as unknown as ChartTheme
    const runs = [runColour(4, 1), 0, runColour(4, 1)].map((colour) => ({ ...useRuns().get('r1')!, colour }))
    const { looks, lookOf } = looksOf(runs, OWN_COLOURS, theme)
    expect([...lookOf].map((look) => looks[look])).toEqual([runs[0], runs[1], runs[2]].map((run) => expect.objectContaining(run!.colour === 0 ? { colour: '#0072b2', dash: 'solid', shape: 'circle' } : { colour: '#cc79a7', dash: [7, 3], shape: 'triangle' })))
  })
})
