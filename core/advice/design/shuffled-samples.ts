import { text } from '../../schema/text.ts'
import { defineDesignAdvice } from '../definition.ts'

export const shuffledSamples = defineDesignAdvice({
  source: 'Lecture 000; LeCun et al. (1998), "Efficient BackProp", section 4.2',
  advise({ sketch: { batches, optimizer }, fullBatch, classes }) {
    if (batches.order !== 'sequential' || fullBatch || optimizer?.definition.sort === 'full-batch') return null
    return {
      path: 'batches.order',
      suggestion: text('Shuffle the samples in each epoch.', 'Baraje las muestras en cada época.'),
      reason: text(
        `In the order of the file neighbours are alike${classes === null ? '' : ', often of one class'}: the network learns each stretch and forgets it with the next.`,
        `En el orden del fichero las muestras vecinas se parecen${classes === null ? '' : ', a menudo son de una clase'}: la red aprende cada tramo y lo olvida con el siguiente.`,
      ),
      changes: [{ path: 'batches.order', value: 'shuffle' }],
    }
  },
})
