import { SpecError, text, type Text } from '../../core/index.ts'

/** The error for an id that names nothing. */
export const notFound = (path: string, expected: Text, id: string): SpecError => new SpecError([{ path, expected, received: JSON.stringify(id) }])

export const noSuchRun = (id: string): SpecError => notFound('run', text('the id of a run', 'el identificador de un entrenamiento'), id)

/** `names` are the data sets there are. */
export function noSuchDataset(id: string, names: readonly string[]): SpecError {
  const list = names.length === 0 ? text('none is stored yet', 'aún no hay ninguno guardado') : text(names.join(', '), names.join(', '))
  return notFound('dataset', text(`the id or the name of a stored data set (${list.en})`, `el identificador o el nombre de un conjunto de datos guardado (${list.es})`), id)
}
