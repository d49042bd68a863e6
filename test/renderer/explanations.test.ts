import { describe, expect, it } from 'vitest'
import { pointAt } from '../../renderer/views/mistakes/classifier-charts.ts'
import { judge } from '../../renderer/views/mistakes/disagreement-verdict.ts'
import { decisionPixels } from '../../renderer/charts/decision-chart.ts'
import { scaleColour } from '../../renderer/charts/colour-scale.ts'
import { byPixel, saliencyPixels, strongestFeatures } from '../../renderer/views/mistakes/saliency-picture.ts'

const scale = ['#0000ff', '#ffffff', '#ff0000']

describe('the picture of a saliency', () => {
  it('takes colours from a scale centred on zero', () => {
    expect(scaleColour(0, scale)).toEqual([255, 255, 255])
    expect(scaleColour(-1, scale)).toEqual([0, 0, 255])
    expect(scaleColour(0.5, scale)).toEqual([255, 127.5, 127.5])
    expect(scaleColour(7, scale)).toEqual([255, 0, 0])
  })

  it('shows what speaks for and against in the colours of the ends, and the sample where nothing speaks', () => {
    const pixels = saliencyPixels(Float32Array.of(1, 1, 1, 0), Float32Array.of(2, -2, 0, 0), scale)
    const pixel = (i: number): number[] => [...pixels.subarray(4 * i, 4 * i + 3)]
    expect(pixel(0)).toEqual([255, 0, 0])
    expect(pixel(1)).toEqual([0, 0, 255])
    expect(pixel(2)[0]).toBeLessThan(pixel(3)[0]!)
    expect(pixel(3)).toEqual([255, 255, 255])
  })

  it('adds up the channels of a colour image', () => {
    expect([...byPixel(Float32Array.of(1, 2, 10, 20, 100, 200), [3, 1, 2])]).toEqual([111, 222])
  })

  it('names the features that count most, whatever their sign', () => {
    expect(strongestFeatures(Float32Array.of(1, -4, 2), ['a', 'b', 'c'], 2)).toEqual([{ name: 'b', value: -4, share: 1 }, { name: 'c', value: 2, share: 0.5 }])
  })
})

describe('the picture of a map', () => {
  const colours = ['#0000ff', '#ff0000']
  const pixelsOf = (outputs: readonly number[], classes: number | null) => decisionPixels(Float32Array.from(outputs), 2, classes, colours, '#ffffff')

  it('takes the colour of the probable class, paler where the network is undecided', () => {
    const pixels = pixelsOf([0.5, 0.5, 0, 1], 2)
    expect([...pixels.subarray(4, 7)]).toEqual([255, 128, 128])
    expect(pixels[1]! + pixels[2]!).toBeGreaterThan(pixels[5]! + pixels[6]!)
  })

  it('reads a single output as the probability of the second class', () => {
    expect(pixelsOf([0, 1], 2)).toEqual(pixelsOf([1, 0, 0, 1], 2))
  })

  it('spreads values over the whole scale', () => {
    const pixels = pixelsOf([-3, 5], null)
    expect([...pixels.subarray(0, 3)]).toEqual([0x44, 0x01, 0x54])
    expect([...pixels.subarray(4, 7)]).toEqual([0xfd, 0xe7, 0x25])
  })
})

describe('a threshold', () => {
  it('finds the point of a curve at which samples with that probability count as found', () => {
    const curve = { thresholds: Float64Array.of(Infinity, 0.9, 0.5, 0.1) } as never
    expect([1, 0.9, 0.6, 0.5, 0].map((threshold) => pointAt(curve, threshold))).toEqual([0, 1, 1, 2, 3])
  })
})

describe('the verdict over two runs', () => {
  const test = (onlyFirst: number, onlySecond: number, pValue: number) => judge({ onlyFirst, onlySecond, bothRight: 90, bothWrong: 1, pValue })
  it('names the better one only where chance is unlikely', () => {
    expect(test(0, 0, 1).key).toBe('same')
    expect(test(4, 0, 0.125).key).toBe('tooFew')
    expect(test(12, 9, 0.66).key).toBe('chance')
    expect(test(5, 30, 0.00002)).toEqual({ key: 'better', better: 'second' })
  })
})
