import { text } from '../../schema/text.ts'
import { defineDesignAdvice } from '../definition.ts'

/** Splits that keep groups whole where there are any. */
const WHOLE = ['grouped', 'hash', 'kFold', 'given']

export const groupedSamples = defineDesignAdvice({
  source: 'Lecture 000: the validation part stands for data that nobody has seen',
  advise({ sketch: { data, split } }) {
    if (data?.groupCount === undefined || split === null || WHOLE.includes(split.kind)) return null
    const { validation, test, stratified } = split.hyperparameters as Readonly<Record<string, unknown>>
    return {
      path: 'split',
      suggestion: text('Keep the samples of a group in one part.', 'Mantenga las muestras de un grupo en una sola parte.'),
      reason: text(
        `The samples belong to ${data.groupCount} groups – patients, writers, sources. Shared out one by one, nearly every group is both learned from and judged by, and the scores flatter.`,
        `Las muestras pertenecen a ${data.groupCount} grupos – pacientes, escritores, fuentes. Repartidas de una en una, casi todos los grupos sirven a la vez para aprender y para juzgar, y los resultados son optimistas.`,
      ),
      changes: [{ path: 'split', value: { kind: 'grouped', validation, test, stratified } }],
    }
  },
})
