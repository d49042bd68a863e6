import { textValue } from '../../schema/hyperparameter.ts'
import { text } from '../../schema/text.ts'
import type { StoredDatasetDefinition } from '../definition.ts'

const hyperparameters = {
  id: textValue({ default: '', label: text('Data set', 'Conjunto de datos'), doc: text('Its id in the workspace.', 'Su identificador en el espacio de trabajo.') }),
}

export const stored: StoredDatasetDefinition<typeof hyperparameters> = {
  source: 'stored',
  label: text('From the workspace', 'Del espacio de trabajo'),
  doc: text('A data set that was imported or generated into the workspace.', 'Un conjunto de datos importado o generado en el espacio de trabajo.'),
  hyperparameters,
}
