/** Red, green and blue from 0 to 255. */
export type Colour = readonly [number, number, number]

/** `#rgb` or `#rrggbb`. */
export function parseColour(hex: string): Colour {
  const full = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join('') : hex.slice(1)
  return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16)) as unknown as Colour
}

/** The colour of a value from −1 to 1 on a scale of evenly spaced colours. */
export function scaleColour(value: number, scale: readonly string[]): Colour {
  const place = ((Math.max(-1, Math.min(1, value)) + 1) / 2) * (scale.length - 1)
  const first = Math.min(scale.length - 2, Math.floor(place))
  const [from, to] = [parseColour(scale[first] ?? '#000000'), parseColour(scale[first + 1] ?? '#000000')]
  return [0, 1, 2].map((c) => (from[c] ?? 0) + (place - first) * ((to[c] ?? 0) - (from[c] ?? 0))) as unknown as Colour
}
