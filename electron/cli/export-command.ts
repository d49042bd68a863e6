import { createHash } from 'node:crypto'
import type { ExportedFile, ExportFormat } from '../contract/api.ts'
import { EXPORT_FORMATS, exportFormats } from '../contract/export-formats.ts'
import { choose } from './choose.ts'
import { EXIT, type Command } from './command.ts'
import { findRun } from './find-run.ts'
import { CHECKPOINT, checkpointOf } from './prediction-commands.ts'
import { writeOutput } from './write-output.ts'


export const exportRun: Command = {
  name: 'export',
  operands: ['RUN'],
  doc: 'Writes a run\'s model to a file: as ONNX (compared with what onnxruntime-node says where it is installed), PyTorch code, Keras, TensorFlow.js, C or TypeScript the whole from raw samples to predictions; as safetensors, npz or JSON the weights.',
  options: {
    format: { kind: 'value', short: 'f', value: exportFormats.join('|'), doc: 'otherwise by the file\'s ending' },
    checkpoint: CHECKPOINT,
    output: { kind: 'value', short: 'o', value: 'FILE', doc: 'where to; otherwise named after the run' },
  },
  async run({ open, output, invocation }) {
    const target = invocation.value('output')
    const format = choose('format', invocation.value('format') ?? formatOf(target), exportFormats, 'safetensors')
    const { api, trained } = await open('read')
    const run = await findRun(api, invocation.operands[0]!)
    const checkpoint = checkpointOf(invocation.value('checkpoint'), run.id, trained)
    const { name, content, verification } = await api.exports.create({ run: run.id, format, checkpoint })
    const file = await writeOutput(target ?? name, content)
    const document = { run: run.id, format, checkpoint, file, bytes: content.byteLength, sha256: createHash('sha256').update(content).digest('hex'), verification }
    output.result(document, () => `${file} (${content.byteLength} bytes${format === 'onnx' ? `; ${verdict(verification)}` : ''})\n`)
    return EXIT.done
  },
}

const formatOf = (file: string | null): ExportFormat | null => exportFormats.find((format) => file?.endsWith(`.${EXPORT_FORMATS[format].extension}`) === true) ?? null

const verdict = (verification: ExportedFile['verification']): string => (verification === null
  ? 'not verified: no ONNX reader here'
  : `verified: ${verification.reader} predicts ${verification.samples} samples to within ${verification.maxDifference.toExponential(1)}`)
