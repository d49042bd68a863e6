import { int } from '../../schema/hyperparameter.ts'
import { text } from '../../schema/text.ts'
import { defineGenerator } from '../definition.ts'
import { describePlanar, jitter, noiseOf, planarDataset, samplesOf } from '../generated.ts'

const classesOf = (samples: number) => ({ name: 'Checkerboard', samples, classes: ['white', 'black'] })

export const checkerboard = defineGenerator({
  label: text('Checkerboard', 'Tablero de ajedrez'),
  doc: text('Points between −1 and 1; the colour of the square they lie on is their class.', 'Puntos entre −1 y 1; el color de la casilla en la que caen es su clase.'),
  hyperparameters: {
    samples: samplesOf(800),
    squares: int({ default: 4, min: 2, max: 20, label: text('Squares', 'Casillas'), doc: text('Along each side of the board.', 'En cada lado del tablero.') }),
    noise: noiseOf(0),
  },
  describe: ({ samples }) => describePlanar(classesOf(samples)),
  generate: ({ samples, squares, noise }, seed) =>
    planarDataset(classesOf(samples), seed, (label, _, random) => {
      const squareOf = (colour: number): [number, number] => {
        for (;;) {
          const [column, row] = [random.integer(squares), random.integer(squares)]
          if ((column + row) % 2 === colour) return [column, row]
        }
      }
      const [column, row] = squareOf(label)
      const [dx, dy] = jitter(random, noise)
      const place = (square: number): number => (2 * (square + random.uniform())) / squares - 1
      return [place(column) + dx, place(row) + dy]
    }),
})
