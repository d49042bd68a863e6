import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { writeDurably } from '../../core/worker/write-durably.ts'
import type { ExportedFile, ExportFormat } from '../contract/api.ts'
import { choose } from './choose.ts'
import { EXIT, type Command } from './command.ts'
import { findRun } from './find-run.ts'
import { CHECKPOINT, checkpointOf } from './prediction-commands.ts'
import { UsageError } from './usage-error.ts'

const FORMATS: readonly ExportFormat[] = ['onnx', 'safetensors', 'npz', 'json']

export const exportRun: Command = {
  name: 'export',
  operands: ['RUN'],
  doc: 'Writes a run\'s weights to a file; as ONNX the whole model from raw samples to predictions, compared with what onnxruntime-node says where it is installed.',
  options: {
    format: { kind: 'value', short: 'f', value: FORMATS.join('|'), doc: 'otherwise by the file\'s ending' },
    checkpoint: CHECKPOINT,
    output: { kind: 'value', short: 'o', value: 'FILE', doc: 'where to; otherwise named after the run' },
  },
  async run({ open, output, invocation }) {
    const target = invocation.value('output')
    const format = choose('format', invocation.value('format') ?? formatOf(target), FORMATS, 'safetensors')
    const { api, trained } = await open('read')
    const run = await findRun(api, invocation.operands[0]!)
    const checkpoint = checkpointOf(invocation.value('checkpoint'), run.id, trained)
    const { name, content, verification } = await api.exports.create({ run: run.id, format, checkpoint })
    const file = resolve(target ?? name)
    await writeDurably(file, content).catch((error: unknown) => {
      throw new UsageError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
    })
    const document = { run: run.id, format, checkpoint, file, bytes: content.byteLength, sha256: createHash('sha256').update(content).digest('hex'), verification }
    output.result(document, () => `${file} (${content.byteLength} bytes${format === 'onnx' ? `; ${verdict(verification)}` : ''})\n`)
    return EXIT.done
  },
}

const formatOf = (file: string | null): ExportFormat | null => FORMATS.find((format) => file?.endsWith(`.${format}`) === true) ?? null

const verdict = (verification: ExportedFile['verification']): string => (verification === null
  ? 'not verified: no ONNX reader here'
  : `verified: ${verification.reader} predicts ${verification.samples} samples to within ${verification.maxDifference.toExponential(1)}`)
