import type { Tasks } from '../../core/worker/protocol.ts'
import type { Api, EmbeddingMap, EmbeddingRequest, TaskId } from '../contract/api.ts'
import type { Announcer } from './announcer.ts'
import { CancelledError } from './dataset-tasks.ts'
import { createRecentlyUsed } from './recently-used.ts'
import type { TaskWorkers } from './task-worker.ts'
import type { TrainedRuns } from './trained-runs.ts'

type Drawn = Tasks['embed']['output']

const MOST_BYTES = 32 * 2 ** 20
/** Sooner than this nobody can tell how long the rest will take. */
const LEAST_SECONDS = 1

/** Maps of samples in the plane; those drawn last are kept, others are drawn in threads that can be ended. */
export function createEmbeddings(trained: TrainedRuns, tasks: TaskWorkers, announcer: Announcer, listOf: Api['analysis']['predictions']): Pick<Api['analysis'], 'embed' | 'cancel'> {
  const running = new Map<TaskId | symbol, AbortController>()
  const recent = createRecentlyUsed<Drawn>(MOST_BYTES, ({ indices, places }) => indices.byteLength + places.byteLength)

  async function draw({ run, checkpoint, ...question }: EmbeddingRequest, task: TaskId | undefined): Promise<Drawn> {
    const controller = new AbortController()
    const key = task ?? Symbol('unnamed')
    running.set(key, controller)
    const started = performance.now()
    try {
      return await tasks.once('embed', { ...trained.request(run, checkpoint), ...question }, {
        signal: controller.signal,
        onShare({ step, share }) {
          const seconds = (performance.now() - started) / 1000
          if (task !== undefined) announcer.announce('analysis.progressed', { task, step, share, remainingSeconds: seconds < LEAST_SECONDS || share === 0 ? null : (seconds * (1 - share)) / share })
        },
      })
    } finally {
      running.delete(key)
    }
  }

  return {
    async embed(request, task): Promise<EmbeddingMap> {
      const { run, checkpoint, part, member } = request
      const list = await listOf({ run, part, scope: 'all', order: 'index', ...(checkpoint === undefined ? {} : { checkpoint }), ...(member === undefined ? {} : { member }) })
      const drawn = await recent.get(JSON.stringify([trained.checkpoint(run, checkpoint).record.sha256, request]), () => draw(request, task))
      const rowOf = new Map(Array.from(list.indices, (index, row) => [index, row] as const))
      const rows = Array.from(drawn.indices, (index) => rowOf.get(index)!)
      const pick = (all: Float32Array): Float32Array => {
        const width = all.length / list.indices.length
        const picked = new Float32Array(rows.length * width)
        rows.forEach((row, i) => picked.set(all.subarray(row * width, (row + 1) * width), i * width))
        return picked
      }
      return { ...drawn, targets: pick(list.targets), outputs: pick(list.outputs), losses: pick(list.losses) }
    },
    cancel: async (task) => running.get(task)?.abort(new CancelledError()),
  }
}
