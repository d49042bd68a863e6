import { confidenceBin, confidencesOf } from '../math/confidences.ts'
import { int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineMetric } from './definition.ts'

export const calibrationError = defineMetric({
  label: text('Calibration error (ECE)', 'Error de calibración (ECE)'),
  doc: text(
    'How far confidence is from being right: |share right − mean confidence| in bins of confidence, averaged over the samples. 0 means that of the samples predicted with 80 %, 80 % are right.',
    'Cuánto dista la confianza del acierto: |proporción acertada − confianza media| por intervalos de confianza, promediado sobre las muestras. 0 significa que de las muestras predichas con un 80 %, se acierta el 80 %.',
  ),
  reference: 'Guo, Pleiss, Sun & Weinberger (2017), "On calibration of modern neural networks", equation 3',
  hyperparameters: {
    bins: int({ label: text('Bins', 'Intervalos'), default: 15, min: 2, max: 1000, doc: text('Into how many equal intervals the confidences from 0 to 1 are sorted.', 'En cuántos intervalos iguales se reparten las confianzas de 0 a 1.') }),
  },
  task: 'classification',
  goal: 'minimize',
  unit: 'fraction',
  compute(outputs, { labels }, { bins }) {
    const { confidences, right } = confidencesOf(outputs, labels)
    const surplus = new Float64Array(bins)
    confidences.forEach((confidence, i) => { surplus[confidenceBin(confidence, bins)] += right[i] - confidence })
    return surplus.reduce((sum, value) => sum + Math.abs(value), 0) / labels.length
  },
})
