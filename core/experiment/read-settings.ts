import type { DatasetDescription } from '../datasets/definition.ts'
import { completeValues } from '../schema/complete.ts'
import { choice, flag, float, int, textValue, type Schema } from '../schema/hyperparameter.ts'
import { describeValue, type Issue } from '../schema/issue.ts'
import { nearest } from '../schema/registry.ts'
import { text } from '../schema/text.ts'
import type { PartCounts } from '../splits/definition.ts'
import type { BatchesSpec, BatchOrder, CheckpointsSpec, EarlyStopSpec, StopSpec } from './spec.ts'

export const batchOrders = {
  shuffle: text('Shuffled every epoch', 'Barajado en cada época'),
  sequential: text('As stored', 'Como están'),
  classAlternating: text('Classes in turn', 'Alternando clases'),
  balanced: text('As many of each class', 'Igual de cada clase'),
  emphasize: text('Large errors more often', 'Más veces los errores grandes'),
} satisfies Record<BatchOrder, unknown>

/** The fields of `batches`, for forms; `size` may also be "full". */
export const batchesSchema = {
  size: int({ label: text('Batch size', 'Tamaño del lote'), default: 32, min: 1, max: 1_000_000, scale: 'log', unit: text('samples', 'muestras'), doc: text('Samples per step: 1 is online learning, all of them full-batch.', 'Muestras por paso: 1 es aprendizaje en línea; todas, por lote completo.') }),
  order: choice({ label: text('Order', 'Orden'), default: 'shuffle', options: batchOrders, doc: text('In which order samples are shown: at random, with neighbours of different classes, rare classes repeated, or samples with large losses repeated.', 'En qué orden se muestran las muestras: al azar, con vecinas de clases distintas, repitiendo las clases raras, o repitiendo las muestras con pérdidas grandes.') }),
} as const satisfies Schema

/** The fields of `batches` that the order `emphasize` has beside. */
export const emphasisSchema = {
  emphasis: float({ label: text('Emphasis s', 'Énfasis s'), default: 0.5, min: 0, max: 1, doc: text('A sample is shown (1 − s) + s·L/L̄ times an epoch on average, L being its loss when it was last shown.', 'Una muestra aparece (1 − s) + s·L/L̄ veces por época de media, siendo L su pérdida la última vez que se mostró.') }),
  mostRepeats: float({ label: text('Most repeats', 'Repeticiones máximas'), default: 3, min: 1, max: 1000, doc: text('No sample is shown more often than this in an epoch, so that an outlier, or a wrong label, does not take it over.', 'Ninguna muestra aparece más veces que estas en una época, para que un valor atípico o una etiqueta errónea no la acapare.') }),
} as const satisfies Schema

export const stopSchema = {
  epochs: int({ live: true, label: text('Epochs', 'Épocas'), default: 10, min: 1, max: 1_000_000, scale: 'log', doc: text('Passes over the training part.', 'Pasadas por la parte de entrenamiento.') }),
} as const satisfies Schema

export const checkpointsSchema = {
  everyEpochs: int({ label: text('Keep weights every', 'Guardar pesos cada'), default: 0, min: 0, max: 1_000_000, unit: text('epochs', 'épocas'), doc: text('Keeps the weights of every so many epochs, and those at the start: for looking back in time, at boundaries, mistakes and the path over the error surface. 0 keeps only the last and the best.', 'Guarda los pesos de cada tantas épocas, y los del comienzo: para mirar atrás en el tiempo, las fronteras, los errores y el camino sobre la superficie de error. 0 guarda solo los últimos y los mejores.') }),
} as const satisfies Schema

export const diagnosticsSchema = {
  everySteps: int({ label: text('Measure layers every', 'Medir las capas cada'), default: 100, min: 1, max: 1_000_000_000, scale: 'log', unit: text('steps', 'pasos'), doc: text('Steps from one measurement of gradients, weights and activations to the next. Often costs time, never the result.', 'Pasos entre dos medidas de gradientes, pesos y activaciones. Medir a menudo cuesta tiempo, nunca el resultado.') }),
} as const satisfies Schema

export const historiesSchema = {
  train: flag({
    label: text('Lives of the training samples', 'Vidas de las muestras de entrenamiento'), default: false,
    doc: text(
      'Keeps what each training sample was taken for when each epoch showed it: when it was learned, and forgotten. Takes no time to speak of, and disk space: at most one byte for each sample and epoch, usually about a tenth of that. The validation part is always kept.',
      'Guarda por qué se tomó cada muestra de entrenamiento al mostrarla en cada época: cuándo se aprendió y se olvidó. Apenas cuesta tiempo, pero sí disco: a lo sumo un byte por muestra y época, normalmente una décima parte. La parte de validación se guarda siempre.',
    ),
  }),
} as const satisfies Schema

/** The fields of `stop` that limit what a run may cost; left out, there is no limit. */
export const budgetSchema = {
  steps: int({ live: true, label: text('Most steps', 'Máximo de pasos'), default: 1000, min: 1, max: 1_000_000_000, scale: 'log', unit: text('steps', 'pasos'), doc: text('The run ends after as many updates, in the middle of an epoch too; schedules are laid out over them. The same spec gives the same weights.', 'El entrenamiento termina tras estas actualizaciones, también en mitad de una época; los planes se reparten sobre ellas. La misma especificación da los mismos pesos.') }),
  seconds: float({ label: text('Most seconds', 'Máximo de segundos'), default: 60, above: 0, max: 1e7, scale: 'log', unit: text('s', 's'), doc: text('The run ends after so much training and evaluation; waiting and pauses do not count. How far it comes depends on the machine: to repeat it, set the most steps to the number of steps it reports.', 'El entrenamiento termina tras este tiempo de entrenar y evaluar; la espera y las pausas no cuentan. Hasta dónde llega depende de la máquina: para repetirlo, ponga como máximo de pasos el número de pasos que indica.') }),
} as const satisfies Schema

export const earlyStopSchema = {
  monitor: textValue({ label: text('Watched value', 'Valor vigilado'), default: 'validation.loss', doc: text('The value that must improve, as part.name.', 'El valor que debe mejorar, como parte.nombre.') }),
  patience: int({ live: true, label: text('Patience', 'Paciencia'), default: 5, min: 1, unit: text('epochs', 'épocas'), doc: text('Epochs without improvement after which training stops.', 'Épocas sin mejora tras las que se detiene el entrenamiento.') }),
  minDelta: float({ live: true, label: text('Smallest improvement', 'Mejora mínima'), default: 0, min: 0, doc: text('Smaller changes do not count.', 'Los cambios menores no cuentan.') }),
  restoreBest: flag({ label: text('Restore the best weights', 'Restaurar los mejores pesos'), default: true, doc: text('Whether the run ends with the weights of its best epoch.', 'Si el entrenamiento termina con los pesos de su mejor época.') }),
} as const satisfies Schema

export function readName(given: unknown, issues: Issue[]): string {
  if (given === undefined) return 'experiment'
  if (typeof given === 'string' && given.trim() !== '') return given.trim()
  issues.push({ path: 'name', expected: text('a text', 'un texto'), received: describeValue(given) })
  return ''
}

export function readSeed(given: unknown, issues: Issue[]): number {
  if (given === undefined) return 1
  if (Number.isSafeInteger(given) && (given as number) >= 0) return given as number
  issues.push({ path: 'seed', expected: text('a whole number at least 0', 'un número entero de al menos 0'), received: describeValue(given) })
  return 1
}

export function readInitialWeights(given: unknown, issues: Issue[]): string | null {
  if (given === undefined || given === null) return null
  if (typeof given === 'string' && given !== '') return given
  issues.push({ path: 'initialWeights', expected: text('the path of a safetensors or npz file, or null', 'la ruta de un fichero safetensors o npz, o null'), received: describeValue(given) })
  return null
}

export function readBatches(given: unknown, data: DatasetDescription | null, issues: Issue[]): BatchesSpec {
  const record = readRecord(given, 'batches', issues)
  const full = record['size'] === 'full'
  const schema = record['order'] === 'emphasize' ? { ...batchesSchema, ...emphasisSchema } : batchesSchema
  const { size, ...rest } = completeValues(schema, full ? { ...record, size: undefined } : record, 'batches', issues) as { size: number; order: BatchOrder }
  if ((rest.order === 'classAlternating' || rest.order === 'balanced') && data !== null && data.classes === null) {
    issues.push({
      path: 'batches.order',
      expected: text('data with classes', 'datos con clases'),
      received: describeValue(rest.order),
      fix: text('use shuffle, or emphasize', 'use shuffle o emphasize'),
    })
  }
  return { size: full ? 'full' : size, ...rest }
}

/** `scoreNames` are the names that may be watched. */
export function readStop(given: unknown, scoreNames: readonly string[], counts: PartCounts | null, issues: Issue[]): StopSpec {
  const record = readRecord(given, 'stop', issues)
  const { early, ...rest } = record
  // A limit that is null is none, and is left out.
  const isUnset = (name: string): boolean => name in budgetSchema && (rest[name] === undefined || rest[name] === null)
  const schema = Object.fromEntries(Object.entries({ ...stopSchema, ...budgetSchema }).filter(([name]) => !isUnset(name)))
  const own = completeValues(schema, Object.fromEntries(Object.entries(rest).filter(([name]) => !isUnset(name))), 'stop', issues) as unknown as Omit<StopSpec, 'early'>
  if (early === undefined || early === null) return { ...own, early: null }
  const before = issues.length
  const values = completeValues(earlyStopSchema, readRecord(early, 'stop.early', issues), 'stop.early', issues) as unknown as EarlyStopSpec
  if (issues.length === before) checkMonitor(values.monitor, scoreNames, counts, issues)
  return { ...own, early: values }
}

/** More would fill the disk, and nobody could look at them all. */
const MOST_KEPT = 1000

export function readCheckpoints(given: unknown, { epochs }: Pick<StopSpec, 'epochs'>, isEnsemble: boolean, issues: Issue[]): CheckpointsSpec {
  const { everyEpochs } = completeValues(checkpointsSchema, readRecord(given, 'checkpoints', issues), 'checkpoints', issues) as { everyEpochs: number }
  if (everyEpochs > 0 && epochs / everyEpochs > MOST_KEPT) {
    issues.push({ path: 'checkpoints.everyEpochs', expected: text(`at most ${MOST_KEPT} kept epochs`, `a lo sumo ${MOST_KEPT} épocas guardadas`), received: describeValue(Math.floor(epochs / everyEpochs)), fix: text(`keep every ${Math.ceil(epochs / MOST_KEPT)} epochs`, `guarde cada ${Math.ceil(epochs / MOST_KEPT)} épocas`) })
  }
  if (everyEpochs > 0 && isEnsemble) {
    issues.push({ path: 'checkpoints.everyEpochs', expected: text('0 for an ensemble: its members are kept when they are done', '0 para un conjunto de redes: sus miembros se guardan al terminar'), received: describeValue(everyEpochs), fix: text('leave it out', 'déjelo fuera') })
  }
  return { everyEpochs }
}

/** Null for never; `everySteps` is null where the experiment decides. */
export function readDiagnostics(given: unknown, issues: Issue[]): { readonly everySteps: number | null } | null {
  if (given === undefined || given === null) return { everySteps: null }
  if (given === false) return null
  if (typeof given !== 'object' || Array.isArray(given)) {
    issues.push({ path: 'diagnostics', expected: text('{ "everySteps": … }, or false for no measurements', '{ "everySteps": … }, o false para no medir'), received: describeValue(given), fix: text('leave it out: the steps are chosen then', 'déjelo fuera: los pasos se eligen entonces') })
    return null
  }
  const record = given as Record<string, unknown>
  if (record['everySteps'] === undefined && Object.keys(record).length === 0) return { everySteps: null }
  return completeValues(diagnosticsSchema, record, 'diagnostics', issues) as { everySteps: number }
}

/** Reads `histories`; left out, the lives of validation samples alone are kept. */
export function readHistories(given: unknown, issues: Issue[]): { readonly train: boolean } {
  if (given === undefined || given === null) return { train: false }
  return completeValues(historiesSchema, readRecord(given, 'histories', issues), 'histories', issues) as { train: boolean }
}

function checkMonitor(monitor: string, scoreNames: readonly string[], counts: PartCounts | null, issues: Issue[]): void {
  const names = ['validation', 'train'].flatMap((part) => (scoreNames.length === 0 ? ['loss'] : scoreNames).map((name) => `${part}.${name}`))
  const near = nearest(monitor, names)
  if (!names.includes(monitor)) {
    issues.push({
      path: 'stop.early.monitor',
      expected: text(`one of ${names.join(', ')}`, `uno de ${names.join(', ')}`),
      received: describeValue(monitor),
      ...(near === null ? {} : { fix: text(`did you mean "${near}"?`, `¿quería decir "${near}"?`) }),
    })
  } else if (monitor.startsWith('validation.') && counts?.validation === 0) {
    issues.push({
      path: 'stop.early.monitor',
      expected: text('a split with a validation part', 'un reparto con parte de validación'),
      received: text('no validation samples', 'ninguna muestra de validación').en,
      fix: text('give split.validation a fraction above 0, or watch train.loss', 'dé a split.validation una fracción mayor que 0, o vigile train.loss'),
    })
  }
}

function readRecord(given: unknown, path: string, issues: Issue[]): Record<string, unknown> {
  if (given === undefined) return {}
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as Record<string, unknown>
  issues.push({ path, expected: text('an object', 'un objeto'), received: describeValue(given) })
  return {}
}
