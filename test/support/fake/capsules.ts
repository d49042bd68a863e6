import type { Api, OpenedCapsule } from '../../../electron/contract/api.ts'
import type { FakeHost } from '../fake-api.ts'
import { digitsSpec } from './specs.ts'

/** Of ten thousand digits that are not in the workspace. */
export const sampleCapsule: OpenedCapsule = {
  name: 'lenet', run: 'abcd2345', createdAt: '2025-03-01T10:00:00.000Z', summary: '784-128-10 · ReLU · Adam 0.001 · batch 128', seed: 7,
  environment: { descent: '0.1.0', engine: 'relaxed, 2 threads', node: 'v24.15.0', platform: 'linux x64', processor: 'Processor' },
  dataset: { name: 'digits', sha256: 'd1'.repeat(32), sampleCount: 10_000 }, data: 'capsule',
  result: { status: 'completed', epochs: 12, steps: 1200, seconds: 65, weightsSha256: 'a1'.repeat(32), final: { train: { loss: 0.05, accuracy: 0.99 }, validation: { loss: 0.1, accuracy: 0.97 }, test: null } },
}

/** Does again what is asked, with the same result; files called "broken" are refused. */
export function fakeCapsules(announce: FakeHost['announce']): Api['capsules'] {
  return {
    async open(file) {
      if ('name' in file && file.name === 'broken.capsule') throw new Error('broken.capsule: expected a capsule made by "descent capsule", version 1, got another kind of file')
      return sampleCapsule
    },
    async verify(_file, task) {
      announce('capsules.progressed', { task, epoch: 3, epochs: 12, remainingSeconds: 9 })
      const { environment, result, name } = sampleCapsule
      return {
        verdict: 'identical', sentence: { en: 'Identical: the run ends with the same weights, to the last bit.', es: 'Idéntico: el entrenamiento acaba con los mismos pesos, hasta el último bit.' }, name,
        weightsSha256: { then: result.weightsSha256, now: result.weightsSha256 }, largestDifference: 0,
        scores: [{ part: 'validation', name: 'accuracy', then: 0.97, now: 0.97 }],
        environment: { then: environment, now: { descent: '0.1.0', engine: 'relaxed, 2 threads', node: 'v24.15.0' } },
      }
    },
    cancel: async () => undefined,
    take: async () => digitsSpec,
  }
}
