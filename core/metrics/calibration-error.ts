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
    const width = outputs.length / labels.length
    const surplus = new Float64Array(bins)
    labels.forEach((label, i) => {
      let predicted = 0
      for (let k = 1; k < width; k++) if (outputs[i * width + k] > outputs[i * width + predicted]) predicted = k
      const pair = width === 1 && outputs[i] < 0.5
      const confidence = width === 1 ? (pair ? 1 - outputs[i] : outputs[i]) : outputs[i * width + predicted]
      const right = width === 1 ? label === (pair ? 0 : 1) : label === predicted
      // Intervals are open below, as in the paper.
      surplus[Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))] += Number(right) - confidence
    })
    return surplus.reduce((sum, value) => sum + Math.abs(value), 0) / labels.length
  },
})
