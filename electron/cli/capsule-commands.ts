import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { SpecError, text } from '../../core/index.ts'
import { createServices } from '../services/create-services.ts'
import { verifyCapsule } from '../services/verify-capsule.ts'
import type { CapsuleVerification } from '../contract/api.ts'
import { weightsFileName } from '../contract/weights-file-name.ts'
import { EXIT, type Command } from './command.ts'
import { findRun } from './find-run.ts'
import { THREADS, threadsOf } from './run-commands.ts'
import { formatNumber, formatTable } from './table.ts'
import { writeOutput } from './write-output.ts'

export const capsule: Command = {
  name: 'capsule',
  operands: ['RUN'],
  doc: 'Writes a run as one file with all that is needed to do it again: spec, seed, hash of the data, weights, curves, environment.',
  options: {
    'with-data': { kind: 'flag', doc: 'put the data in, too' },
    output: { kind: 'value', short: 'o', value: 'FILE', doc: 'where to; otherwise named after the run' },
  },
  async run({ open, output, invocation }) {
    const services = await open('read')
    const run = await findRun(services.api, invocation.operands[0]!)
    const withData = invocation.flag('with-data')
    const content = await services.capsules.create(run.id, { withData })
    const file = await writeOutput(invocation.value('output') ?? weightsFileName(run.name, { checkpoint: 'last', format: 'capsule' }), content)
    output.result({ run: run.id, file, bytes: content.byteLength, withData, weightsSha256: run.weightsSha256 }, () => `${file} (${content.byteLength} bytes${withData ? ', with its data' : ''})\n`)
    return EXIT.done
  },
}

export const verify: Command = {
  name: 'verify',
  operands: ['CAPSULE'],
  doc: 'Does a capsule\'s run again and says whether the result is identical, within tolerance, or different.',
  options: { threads: THREADS },
  async run(context) {
    const { open, output, invocation, installation } = context
    const [path] = invocation.operands as [string]
    const content = await readFile(path).catch((error: unknown) => {
      throw new SpecError([{ path, expected: text('a capsule', 'una cápsula'), received: error instanceof Error ? error.message : String(error) }])
    })
    const services = await open('read')
    const result = await verifyCapsule({
      name: basename(path), content, version: installation.version,
      openBackend: (workspace) => createServices({ installation, workspace, host: 'web', parallelRuns: 1, ...threadsOf(context) }),
      findData: (sha256) => services.datasets.fileWithHash(sha256),
      onProgress: (run) => output.progress(`epoch ${run.epoch}/${run.epochs}`),
    })
    output.result(result, () => verificationText(result))
    return result.verdict === 'different' ? EXIT.failed : EXIT.done
  },
}

function verificationText({ sentence, scores, largestDifference, environment: { then, now } }: CapsuleVerification): string {
  const rows = scores.map(({ part, name, then: before, now: after }) => [`${part} ${name}`, formatNumber(before), after === null ? '' : formatNumber(after)])
  const weights = largestDifference === null ? '' : `largest difference of a weight: ${formatNumber(largestDifference)}\n`
  return `${sentence.en}\n${formatTable([['', 'capsule', 'here'], ...rows, ['descent', then.descent, now.descent], ['engine', then.engine ?? '?', now.engine], ['node', then.node, now.node]], { header: true })}\n${weights}`
}
