import type { Bounds } from '../../core/index.ts'

/** A slider moves over 0…STEPS; this is how its place becomes a value and back. */
export const SLIDER_STEPS = 200

export interface SliderScale {
  toValue(place: number): number
  toPlace(value: number): number
}

/** The range a slider covers: the bounds where they are narrow enough to aim at, else around the default. */
export function sliderRange(bounds: Bounds, fallback: number, scale: 'linear' | 'log', whole: boolean): { readonly low: number; readonly high: number } {
  const least = bounds.min ?? bounds.above
  const most = bounds.max ?? bounds.below
  const around = Math.abs(fallback) || 1
  if (scale === 'log') {
    const low = Math.max(least !== undefined && least > 0 ? least : 0, around / 1000)
    const high = Math.min(most ?? Infinity, around * 1000)
    return { low: whole ? Math.max(1, Math.round(low)) : low, high }
  }
  return { low: least ?? -around * 2, high: Math.min(most ?? Infinity, Math.max(around * 4, (least ?? 0) + around * 4)) }
}

/** Values off the range stand at its ends. Log scales give two significant digits, so that what is dragged reads well. */
export function sliderScale({ low, high }: { readonly low: number; readonly high: number }, scale: 'linear' | 'log', whole: boolean): SliderScale {
  const forward = scale === 'log' ? Math.log : (value: number) => value
  const backward = scale === 'log' ? Math.exp : (value: number) => value
  const [start, end] = [forward(low), forward(high)]
  return {
    toValue(place) {
      const exact = backward(start + ((end - start) * place) / SLIDER_STEPS)
      const value = whole ? Math.round(exact) : Number(exact.toPrecision(scale === 'log' ? 2 : 3))
      return Math.min(high, Math.max(low, value))
    },
    toPlace(value) {
      const place = ((forward(Math.max(value, scale === 'log' ? low : -Infinity)) - start) / (end - start)) * SLIDER_STEPS
      return Math.round(Math.min(SLIDER_STEPS, Math.max(0, place)))
    },
  }
}
