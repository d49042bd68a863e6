import { text, type Text } from '../../../core/index.ts'

/** How runs ended. */
const ENDS: Readonly<Record<string, Text>> = {
  completed: text('Completed', 'Completado'), 'stopped-early': text('Stopped early', 'Parado antes de tiempo'), cancelled: text('Cancelled', 'Cancelado'), diverged: text('Diverged', 'Divergente'),
  failed: text('Failed', 'Fallido'), interrupted: text('Interrupted', 'Interrumpido'), running: text('Still running', 'Aún en marcha'), paused: text('Paused', 'En pausa'), queued: text('Queued', 'En cola'),
}

/** What reports say, in both languages. */
export const REPORT_WORDS = {
  train: text('training', 'entrenamiento'), validation: text('validation', 'validación'), test: text('test', 'prueba'),
  run: text('Run', 'Ejecución'), epochs: text('Epochs', 'Épocas'), epoch: text('epoch', 'época'), seconds: text('Seconds', 'Segundos'), parameters: text('Parameters', 'Parámetros'),
  scores: text('Final scores', 'Puntuaciones finales'), curves: text('Curves', 'Curvas'), network: text('Network', 'Red'), settings: text('Experiment', 'Experimento'), differences: text('What differs', 'En qué se diferencian'),
  layer: text('Layer', 'Capa'), kind: text('Kind', 'Tipo'), output: text('Output', 'Salida'), setting: text('Setting', 'Ajuste'), value: text('Value', 'Valor'),
  comparison: (count: number): Text => text(`${count} runs compared`, `${count} ejecuciones comparadas`),
  specOf: (name: string): Text => text(`The experiment “${name}” as JSON`, `El experimento «${name}» como JSON`),
  madeBy: (version: string): Text => text(`Made by Descent ${version}. SHA-256 of the final weights:`, `Hecho con Descent ${version}. SHA-256 de los pesos finales:`),
  onData: (name: string): Text => text(`Data: ${name}`, `Datos: ${name}`),
  samples: (count: number, shape: string, classes: number | null): Text => text(`${count} samples of ${shape}${classes === null ? '' : ` in ${classes} classes`}`, `${count} muestras de ${shape}${classes === null ? '' : ` en ${classes} clases`}`),
  ended: (status: string, epochs: number, steps: number, seconds: number): Text => {
    const { en, es } = ENDS[status] ?? text(status, status)
    return text(`${en} after ${epochs} epochs, ${steps} steps, ${seconds} s.`, `${es} tras ${epochs} épocas, ${steps} pasos, ${seconds} s.`)
  },
}
