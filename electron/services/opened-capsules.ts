import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { describeExperiment, SpecError, text } from '../../core/index.ts'
import type { Api, FileInput, OpenedCapsule, TaskId } from '../contract/api.ts'
import type { Announcer } from './announcer.ts'
import { DATA, readCapsule, type Capsule } from './capsule.ts'
import { CancelledError } from './dataset-tasks.ts'
import type { DatasetsService } from './datasets-service.ts'
import { settleCapsuleData, settleCapsuleStart, verifyCapsule, type VerificationOptions } from './verify-capsule.ts'

export interface OpenedCapsulesOptions {
  readonly datasets: DatasetsService
  readonly announcer: Announcer
  /** Of this program. */
  readonly version: string
  /** A backend over a workspace of its own. */
  readonly openBackend: VerificationOptions['openBackend']
  readonly weightsFolder: string
}

/** Capsules that come in: looked at, verified, and gone on from. */
export interface OpenedCapsules {
  readonly api: Api['capsules']
  /** Ends verifications. */
  close(): Promise<void>
}

export function createOpenedCapsules({ datasets, announcer, version, openBackend, weightsFolder }: OpenedCapsulesOptions): OpenedCapsules {
  const running = new Map<TaskId, { readonly controller: AbortController; readonly ended: Promise<unknown> }>()
  const findData = (sha256: string): string | null => datasets.fileWithHash(sha256)

  function whereData({ manifest: { dataset }, files }: Capsule): OpenedCapsule['data'] {
    if (files.has(DATA)) return 'capsule'
    if (findData(dataset.sha256) !== null) return 'workspace'
    return dataset.lineage?.kind === 'block' && dataset.lineage.source === null ? 'generator' : 'nowhere'
  }

  async function verify(file: FileInput, task: TaskId, signal: AbortSignal): ReturnType<Api['capsules']['verify']> {
    const { name, content } = await contentOf(file)
    return verifyCapsule({
      name, content, version, openBackend, findData, signal,
      onProgress({ epoch, epochs, seconds }) {
        announcer.announce('capsules.progressed', { task, epoch, epochs, remainingSeconds: epoch === 0 ? null : (seconds / epoch) * (epochs - epoch) })
      },
    })
  }

  return {
    api: {
      async open(file) {
        const { name, content } = await contentOf(file)
        const capsule = await readCapsule(name, content)
        const { manifest } = capsule
        const { dataset, environment, result } = manifest
        return {
          name: manifest.name, run: manifest.run, createdAt: manifest.createdAt, seed: manifest.seed, environment, result,
          summary: describeExperiment(manifest.spec, dataset.description).summary,
          dataset: { name: dataset.name, sha256: dataset.sha256, sampleCount: dataset.description.sampleCount },
          data: whereData(capsule),
        }
      },
      async verify(file, task) {
        const controller = new AbortController()
        const ended = verify(file, task, controller.signal).finally(() => running.delete(task))
        running.set(task, { controller, ended: ended.catch(() => {}) })
        return ended
      },
      cancel: async (task) => running.get(task)?.controller.abort(new CancelledError()),
      async take(file) {
        const { name, content } = await contentOf(file)
        const capsule = await readCapsule(name, content)
        const id = await settleCapsuleData(capsule, datasets, { name, findData })
        return { ...capsule.manifest.spec, dataset: { kind: 'stored', id }, initialWeights: await settleCapsuleStart(capsule, weightsFolder) }
      },
    },
    async close() {
      for (const { controller } of running.values()) controller.abort(new CancelledError())
      await Promise.all([...running.values()].map(({ ended }) => ended))
    },
  }
}

async function contentOf(file: FileInput): Promise<{ name: string; content: Uint8Array }> {
  if ('content' in file) return file
  const name = file.name ?? basename(file.path)
  try {
    return { name, content: await readFile(file.path) }
  } catch (error) {
    throw new SpecError([{ path: file.path, expected: text('a capsule', 'una cápsula'), received: error instanceof Error ? error.message : String(error) }])
  }
}
