import { randomUUID } from 'node:crypto'
import type { Api, DatasetProgress } from '../contract/api.ts'
import type { Services } from '../services/create-services.ts'
import { EXIT, type Context, type ExitCode } from './command.ts'
import { formatSeconds } from './table.ts'

/** Does work on a data set with its progress on stderr; an interruption cancels it, and nothing of it is left. */
export async function followDataset({ output, onInterrupt }: Context, api: Api, listen: Services['listen'], work: (task: string) => Promise<void>): Promise<ExitCode> {
  const task = randomUUID()
  const stop = listen((announcement, payload) => {
    if (announcement !== 'datasets.progressed') return
    const progress = payload as DatasetProgress
    if (progress.task === task && progress.type === 'progress') output.progress(progressLine(progress))
  })
  onInterrupt(() => void api.datasets.cancel(task))
  try {
    await work(task)
    return EXIT.done
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'CancelledError') throw error
    output.note(error.message)
    return EXIT.interrupted
  } finally {
    stop()
  }
}

const WORDS = { download: 'downloading', inspect: 'looking through', store: 'storing' } as const
const MEGABYTE = 1e6

function progressLine({ stage, file, bytes, totalBytes, rows, remainingSeconds }: Extract<DatasetProgress, { type: 'progress' }>): string {
  const parts = [
    `${WORDS[stage]}${file === '' ? '' : ` ${file}`}`,
    totalBytes === null || totalBytes === 0 ? `${(bytes / MEGABYTE).toFixed(1)} MB` : `${Math.round((100 * bytes) / totalBytes)} % of ${(totalBytes / MEGABYTE).toFixed(1)} MB`,
    ...(rows > 0 ? [`${rows} samples`] : []),
    ...(remainingSeconds === null ? [] : [`${formatSeconds(remainingSeconds)} left`]),
  ]
  return parts.join(' · ')
}
