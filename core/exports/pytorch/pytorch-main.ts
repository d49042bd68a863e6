import type { ResolvedExperiment } from '../../experiment/resolve-experiment.ts'
import type { Shape } from '../../math/shape.ts'
import { indent, pythonString } from '../python-text.ts'
import type { Reading } from '../reading.ts'

/** Reading weights and samples, and printing predictions. */
export function pytorchMain({ data: { inputShape, classes, targetNames } }: ResolvedExperiment, className: string, readings: readonly (Reading & { readonly from: string })[]): readonly (readonly string[])[] {
  const names = `[${(classes ?? targetNames).map(pythonString).join(', ')}]`
  return [
    [`${classes === null ? 'TARGETS' : 'CLASSES'} = ${names}`],
    [
      'def read_safetensors(path):',
      ...indent([
        '"""Tensors by name. The file: the length of its header, a JSON header with types, shapes and offsets, the values."""',
        'content = Path(path).read_bytes()',
        '(length,) = struct.unpack_from("<Q", content)',
        'header = json.loads(content[8 : 8 + length])',
        'header.pop("__metadata__", None)',
        'tensors = {}',
        'for name, entry in header.items():',
        ...indent([
          'start, end = (8 + length + offset for offset in entry["data_offsets"])',
          'values = np.frombuffer(content[start:end], dtype="<f4").reshape(entry["shape"])',
          'tensors[name] = torch.from_numpy(values.copy())',
        ], 1),
        'return tensors',
      ], 1),
    ],
    [
      'def load(path=Path(__file__).with_suffix(".safetensors")):',
      ...indent(['"""The trained model, ready to predict."""', `model = ${className}()`, 'model.load_state_dict(read_safetensors(path))', 'return model.eval()'], 1),
    ],
    readSamples(inputShape),
    [
      'def main():',
      ...indent([
        'if len(sys.argv) != 2:',
        '    sys.exit(__doc__)',
        ...(readings.length === 1
          ? ['predictions = load().predict(read_samples(sys.argv[1]))', 'for row in predictions.tolist():', `    print(json.dumps(${classes === null ? 'dict(zip(TARGETS, row))' : '{"class": CLASSES[row.index(max(row))], "probabilities": row}'}))`]
          : [
            `names = [${readings.map(({ from }) => pythonString(from)).join(', ')}]`,
            'predictions = [output.tolist() for output in load().predict(read_samples(sys.argv[1]))]',
            'for rows in zip(*predictions):',
            '    print(json.dumps(dict(zip(names, rows))))',
          ]),
      ], 1),
    ],
    ['if __name__ == "__main__":', '    main()'],
  ]
}

function readSamples(shape: Shape): readonly string[] {
  const [channels, height, width] = shape
  const isImage = shape.length === 3 && [1, 3].includes(channels)
  const image = [
    'else:',
    '    from PIL import Image',
    '',
    `    image = Image.open(path).convert("${channels === 1 ? 'L' : 'RGB'}").resize((${width}, ${height}))`,
    `    samples = np.asarray(image, dtype=np.float32)${channels === 1 ? '' : '.transpose(2, 0, 1)'} / 255`,
  ]
  return [
    'def read_samples(path):',
    ...indent([
      `"""Raw samples [batch, ${shape.join(', ')}] of a .npy file${isImage ? ', an image' : ''} or a CSV file: a header, one row for each sample, one column for each feature."""`,
      'if str(path).endswith(".npy"):',
      '    samples = np.load(path)',
      ...(isImage ? ['elif str(path).endswith(".csv"):'] : ['else:']),
      '    samples = np.genfromtxt(path, delimiter=",", skip_header=1)',
      ...(isImage ? image : []),
      `return torch.from_numpy(np.ascontiguousarray(samples, dtype=np.float32)).reshape(-1, ${shape.join(', ')})`,
    ], 1),
  ]
}
