import { SpecError, text, type Text } from '../../core/index.ts'

/** The error for an id that names nothing. */
export const notFound = (path: string, expected: Text, id: string): SpecError => new SpecError([{ path, expected, received: JSON.stringify(id) }])

export const noSuchRun = (id: string): SpecError => notFound('run', text('the id of a run', 'el identificador de un entrenamiento'), id)
export const noSuchDataset = (id: string): SpecError => notFound('dataset', text('the id of a stored data set', 'el identificador de un conjunto de datos guardado'), id)
