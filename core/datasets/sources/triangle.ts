import type { Random } from '../../math/random.ts'
import { float } from '../../schema/hyperparameter.ts'
import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { describePlanar, jitter, noiseOf, planarDataset, samplesOf } from '../generated.ts'

type Point = readonly [number, number]

/** Equilateral, around the middle; each side lies at distance 1/2 of it. */
const CORNERS: readonly Point[] = [90, 210, 330].map((degrees) => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)])
const INRADIUS = 0.5
const REACH = 1.5

const classesOf = (samples: number) => ({ name: 'Triangle', samples, classes: ['outside', 'inside'] })

export const triangle = defineGenerator({
  label: text('Triangle', 'Triángulo'),
  doc: text(
    'Points inside and around a triangle. No line separates them, three do: a unit for each side, and one that reads the three, $a(x) = φ(w_0 + w_1 z_1 + w_2 z_2 + w_3 z_3)$.',
    'Puntos dentro y alrededor de un triángulo. Ninguna recta los separa, tres sí: una neurona por lado, y otra que lee las tres, $a(x) = φ(w_0 + w_1 z_1 + w_2 z_2 + w_3 z_3)$.',
  ),
  reference: 'Lecture 004 (the triangle problem)',
  hyperparameters: {
    samples: samplesOf(600),
    margin: float({ default: 0.05, min: 0, max: 0.4, label: text('Margin', 'Margen'), doc: text('No points lie closer to a side than this.', 'Ningún punto está más cerca de un lado.') }),
    noise: noiseOf(0),
  },
  describe: ({ samples }) => describePlanar(classesOf(samples)),
  generate: ({ samples, margin, noise }, seed) =>
    planarDataset(classesOf(samples), seed, (label, _, random) => {
      const [x, y] = label === 1 ? inside(random, margin) : outside(random, margin)
      const [dx, dy] = jitter(random, noise)
      return [x + dx, y + dy]
    }),
})

/** Uniform in the triangle, drawn smaller by the margin. */
function inside(random: Random, margin: number): Point {
  const [a, b] = [random.uniform(), random.uniform()]
  // Where the sum exceeds 1 the point lies in the other half of a parallelogram.
  const [u, v] = a + b > 1 ? [1 - a, 1 - b] : [a, b]
  const scale = 1 - margin / INRADIUS
  return [0, 1].map((axis) => scale * (CORNERS[0][axis] + u * (CORNERS[1][axis] - CORNERS[0][axis]) + v * (CORNERS[2][axis] - CORNERS[0][axis]))) as [number, number]
}

/** Uniform in a square around, farther than the margin beyond one side at least. */
function outside(random: Random, margin: number): Point {
  for (;;) {
    const point: Point = [REACH * (2 * random.uniform() - 1), REACH * (2 * random.uniform() - 1)]
    if (beyond(point) > margin) return point
  }
}

/** How far a point lies beyond the side that it is farthest beyond; negative inside. A side's normal points away from the opposite corner. */
const beyond = ([x, y]: Point): number => Math.max(...CORNERS.map(([cx, cy]) => -(cx * x + cy * y))) - INRADIUS
