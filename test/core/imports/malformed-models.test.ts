import { gzipSync, zipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { createRandom, importModel, SpecError, writeNpy, writeNpz, writeOnnx, writeSafetensors, type DatasetDescription } from '../../../core/index.ts'
import { writeProtobuf, type ProtobufWriter } from '../../../core/formats/protobuf-writer.ts'
import { EXPORT_CASES, trainCase } from '../../support/export-cases.ts'
import { issuesOf } from '../../support/issues-of.ts'

/** Per format. All ten thousand: DESCENT_MALFORMED=10000 npx vitest run test/core/imports/malformed-models.test.ts */
const COUNT = Number(process.env['DESCENT_MALFORMED'] ?? 300)
const PATIENCE_MS = 60_000 + 60 * COUNT

const whole: Record<string, Uint8Array> = {}
let into: unknown = null
let data: DatasetDescription | null = null

beforeAll(async () => {
  const { experiment, model } = await trainCase(EXPORT_CASES['a convolutional network with batch normalization'])
  const tensors = [...model.members[0]!.tensors].map(([name, tensor]) => ({ name, ...tensor }))
  into = experiment.spec
  data = experiment.data
  whole['model.onnx'] = writeOnnx(experiment, model, { name: 'exported', version: '1' })
  whole['weights.safetensors'] = writeSafetensors({ tensors, metadata: { format: 'pt' } })
  whole['weights.npz'] = writeNpz(tensors)
  whole['compressed.npz'] = zipSync(Object.fromEntries(tensors.map(({ name, shape, data: values }) => [`${name}.npy`, writeNpy({ shape, data: values })])))
})

/** What a bad copy, a bad disk or a bad person makes of a file: always the same for the same number. */
function malformed(content: Uint8Array, seed: number): Uint8Array {
  const random = createRandom(seed, 'malformed-models')
  const at = (): number => random.integer(content.length)
  switch (seed % 7) {
    case 0: return content.slice(0, at())
    case 1: return Uint8Array.from([...content.subarray(0, at()), ...content.subarray(at())])
    case 2: {
      const changed = content.slice()
      for (let count = 1 + random.integer(8); count > 0; count--) changed[at()] = random.integer(256)
      return changed
    }
    case 3: {
      // Sizes and offsets stand at the front of most files, and of ZIP's at the end.
      const changed = content.slice()
      for (let count = 1 + random.integer(4); count > 0; count--) changed[random.integer(2) === 0 ? random.integer(Math.min(600, content.length)) : content.length - 1 - random.integer(Math.min(600, content.length))] = random.integer(256)
      return changed
    }
    case 4: {
      const changed = content.slice()
      new DataView(changed.buffer).setUint32(random.integer(Math.max(1, content.length - 4)), 0xffff_fff0 + random.integer(16), true)
      return changed
    }
    case 5: {
      const text = new TextDecoder('latin1').decode(content)
      const digits = [...text.matchAll(/\d+/g)]
      const found = digits[random.integer(Math.max(1, digits.length))]
      if (found === undefined) return content.slice(1)
      const other = ['-1', '99999999999999999999', '0', '1e9', '""'][random.integer(5)]!
      return Uint8Array.from(Buffer.from(text.slice(0, found.index) + other + text.slice(found.index + found[0].length), 'latin1'))
    }
    default: {
      const [from, to] = [at(), at()]
      return Uint8Array.from([...content.subarray(0, to), ...content.subarray(Math.min(from, to), Math.max(from, to)).subarray(0, 4096), ...content.subarray(to)])
    }
  }
}

/** Accepted with numbers that fit together, or refused in words; anything else is thrown on. */
function outcome(name: string, content: Uint8Array): 'accepted' | 'refused' {
  try {
    const { tensors, report } = importModel(name, content, { into, data })
    for (const { shape, data: values } of tensors.values()) expect(values).toHaveLength(shape.reduce((size, length) => size * length, 1))
    expect([...tensors.values()].every(({ data: values }) => values.every(Number.isFinite))).toBe(true)
    expect(report.matched.length).toBeGreaterThan(0)
    return 'accepted'
  } catch (error) {
    if (!(error instanceof SpecError)) throw error
    expect(error.issues.length).toBeGreaterThan(0)
    for (const { expected, received } of error.issues) expect(expected.en !== '' && expected.es !== '' && received !== '').toBe(true)
    return 'refused'
  }
}

describe('malformed model files', () => {
  it.each(['model.onnx', 'weights.safetensors', 'weights.npz', 'compressed.npz'])('%s: each is accepted or refused in words', (name) => {
    expect(outcome(name, whole[name]!)).toBe('accepted')
    const counts = { accepted: 0, refused: 0 }
    for (let i = 0; i < COUNT; i++) {
      try {
        counts[outcome(name, malformed(whole[name]!, i))]++
      } catch (error) {
        throw new Error(`malformed(${name}, ${i})`, { cause: error })
      }
    }
    if (COUNT > 1000) process.stderr.write(`${name}: ${counts.accepted} accepted, ${counts.refused} refused\n`)
    expect(counts.refused).toBeGreaterThan(COUNT / 4)
  }, PATIENCE_MS)
})

const refusal = (name: string, content: Uint8Array): string => issuesOf(() => importModel(name, content, { into, data }))[0]!

interface TensorParts { readonly name?: string; readonly dims?: readonly number[]; readonly type?: number; readonly raw?: Uint8Array; readonly external?: string }

/** An ONNX file of one product whose weights are as given. */
function onnxOf(tensors: readonly TensorParts[], { nodes = [['Gemm', ['input', 'w'], 'y']], input = [4] }: { nodes?: readonly (readonly [string, readonly string[], string])[]; input?: readonly number[] } = {}): Uint8Array {
  const value = (name: string, shape: readonly number[]) => (message: ProtobufWriter): void => {
    message.string(1, name)
    message.message(2, (type) => type.message(1, (tensor) => {
      tensor.integer(1, 1)
      tensor.message(2, (dimensions) => {
        dimensions.message(1, (batch) => batch.string(2, 'batch'))
        for (const length of shape) dimensions.message(1, (dimension) => dimension.integer(1, length))
      })
    }))
  }
  return writeProtobuf((model) => {
    model.integer(1, 8)
    model.message(8, (operators) => {
      operators.string(1, '')
      operators.integer(2, 17)
    })
    model.message(7, (graph) => {
      for (const [operator, inputs, output] of nodes) {
        graph.message(1, (node) => {
          for (const name of inputs) node.string(1, name)
          node.string(2, output)
          node.string(4, operator)
        })
      }
      for (const { name = 'w', dims = [4, 3], type = 1, raw = new Uint8Array(48), external } of tensors) {
        graph.message(5, (tensor) => {
          for (const length of dims) tensor.integer(1, length)
          tensor.integer(2, type)
          tensor.string(8, name)
          if (external === undefined) tensor.bytes(9, raw)
          else {
            tensor.message(13, (entry) => {
              entry.string(1, 'location')
              entry.string(2, external)
            })
            tensor.integer(14, 1)
          }
        })
      }
      graph.message(11, value('input', input))
      graph.message(12, value('y', [3]))
    })
  })
}

describe('files made to harm', () => {
  it('an honest one is read', () => {
    const { spec } = importModel('m.onnx', onnxOf([{}]), { into: null, data: null })
    expect(spec['network']).toEqual({ layers: [{ id: 'dense1', kind: 'dense', units: 3, bias: false }] })
  })

  it.each([
    ['numbers in another file', onnxOf([{ external: '/etc/passwd' }]), /m\.onnx w: expected its numbers in the file itself, got numbers in another file \(save the model as one file: other files are not opened\)/],
    ['a path out of the folder', onnxOf([{ external: '../../secret.bin' }]), /numbers in another file/],
    ['a huge declared size', onnxOf([{ dims: [2 ** 31, 2 ** 31] }]), /expected an array that fits in memory/],
    ['a large declared size', onnxOf([{ dims: [2 ** 20, 2 ** 12] }]), /expected 4,294,967,296 numbers \(1048576 × 4096 float32\), got 48 bytes/],
    ['a negative size', onnxOf([{ dims: [-4, -3] }]), /expected an array that fits in memory/],
    ['numbers that are none', onnxOf([{ raw: new Uint8Array(new Float32Array(12).fill(Number.NaN).buffer) }]), /expected finite numbers, got NaN/],
    ['two tensors of one name', onnxOf([{}, {}]), /expected a name that no other tensor has, got "w"/],
    ['a type that is not known', onnxOf([{ type: 8 }]), /one of the types float32 .*, got data type 8/],
    ['an operator without a layer', onnxOf([{}], { nodes: [['Loop', ['input', 'w'], 'y']] }), /expected one of the operators Add, .*, got Loop/],
    ['inputs that come from nowhere', onnxOf([{}], { nodes: [['Gemm', ['nowhere', 'w'], 'y']] }), /expected inputs that the graph computes before it, got "nowhere"/],
    ['a value that depends on itself', onnxOf([{}], { nodes: [['Add', ['y', 'input'], 'y']] }), /expected/],
    ['a chain of names without an end', onnxOf([{}], { nodes: [['Identity', ['y'], 'y']] }), /expected/],
    ['nothing at all', new Uint8Array(0), /expected a complete ONNX model, got a file without a graph/],
    ['something else', new TextEncoder().encode('<html>'), /expected a complete ONNX model/],
    ['another format', gzipSync(new Uint8Array(100)), /expected a complete ONNX model/],
  ])('ONNX with %s is refused', (_, content, message) => {
    expect(refusal('m.onnx', content)).toMatch(message)
  })

  const safetensors = (header: unknown, values: number): Uint8Array => {
    const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
    const content = new Uint8Array(8 + json.length + values)
    new DataView(content.buffer).setBigUint64(0, BigInt(json.length), true)
    content.set(json, 8)
    return content
  }
  const tensor = (shape: readonly number[], from: number, to: number) => ({ dtype: 'F32', shape, data_offsets: [from, to] })

  it.each([
    ['a huge header', Uint8Array.from([255, 255, 255, 255, 255, 255, 255, 127, 1, 2]), /a complete safetensors header/],
    ['tensors over each other', safetensors({ a: tensor([2], 0, 8), b: tensor([2], 4, 12) }, 16), /w\.safetensors b: expected to begin at byte 8, where the tensor before it ends, got byte 4/],
    ['bytes of nobody', safetensors({ a: tensor([2], 8, 16) }, 16), /expected to begin at byte 0/],
    ['offsets beyond its end', safetensors({ a: tensor([2], 0, 8e15) }, 8), /expected 8 bytes within the file/],
    ['a shape that overflows', safetensors({ a: tensor([2 ** 40, 2 ** 40], 0, 8) }, 8), /bytes within the file/],
    ['offsets the wrong way round', safetensors({ a: tensor([2], 8, 0) }, 8), /bytes within the file/],
    ['a list for a header', safetensors([], 0), /a safetensors header \(JSON\)/],
    ['nested brackets', safetensors('['.repeat(100_000), 0), /a safetensors header \(JSON\)/],
  ])('safetensors with %s is refused', (_, content, message) => {
    expect(refusal('w.safetensors', content)).toMatch(message)
  })

  it('archives that unpack to far more than they are, or hold a name twice, are refused', () => {
    const zeros = zipSync({ 'a.npy': new Uint8Array(300 * 2 ** 20) }, { level: 1 })
    expect(refusal('w.npz', zeros)).toMatch(/expected at most 268,435,456 bytes unpacked, got 314,572,800/)
    const twice = new TextDecoder('latin1').decode(zipSync({ 'a.npy': writeNpy({ shape: [1], data: Float32Array.of(1) }), 'b.npy': writeNpy({ shape: [1], data: Float32Array.of(2) }) }, { level: 0 })).replaceAll('b.npy', 'a.npy')
    expect(refusal('w.npz', Uint8Array.from(Buffer.from(twice, 'latin1')))).toMatch(/w\.npz\/a\.npy: expected a name that no other array has/)
    expect(refusal('w.npz', writeNpz([{ name: '__proto__', shape: [1], data: Float32Array.of(1) }]))).toMatch(/expected a tensor with the name of one of the network/)
  })

  it('weights without a network need one, and names can be told', () => {
    const content = writeSafetensors({ tensors: [{ name: 'features.0.weight', shape: [3, 4], data: new Float32Array(12) }], metadata: {} })
    expect(issuesOf(() => importModel('w.safetensors', content, { into: null, data: null }))[0]).toMatch(/expected the experiment whose network the weights are for, got none \(name its file with --into/)
    const spec = { version: 1, dataset: { kind: 'iris' }, network: { layers: [{ id: 'h', kind: 'dense', units: 3 }] } }
    expect(issuesOf(() => importModel('w.safetensors', content, { into: spec, data: { ...data!, inputShape: [4] }, renames: [['layers.0', 'h']] }))[0]).toMatch(/expected a tensor with "layers\.0" in its name, got features\.0\.weight/)
    const { report } = importModel('w.safetensors', content, { into: spec, data: { ...data!, inputShape: [4] }, renames: [['features.0', 'h']] })
    expect([report.matched, report.missing, report.unused]).toEqual([['h.weight'], ['h.bias'], []])
  })
})
