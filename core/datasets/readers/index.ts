// One line per format. The export's name is the `format` written in plans.
export { idx } from './idx.ts'
export { arrays } from './arrays.ts'
export { parquet } from './parquet.ts'
export { images } from './images.ts'
export { arff } from './arff.ts'
export { json } from './json.ts'
export { csv } from './csv.ts'
