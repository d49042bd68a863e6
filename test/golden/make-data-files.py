# Writes small data files with NumPy, pandas, scikit-learn and Pillow, and what they hold, to test/golden/data.
# Parquet: pandas needs pyarrow for it; where that is absent the file is left to make-parquet-file.ts.
import json
import os
import struct
import zipfile
import zlib

import numpy as np
import pandas as pd
from PIL import Image, ImageOps
from sklearn.datasets import load_iris

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data')
os.makedirs(here, exist_ok=True)
at = lambda name: os.path.join(here, name)
random = np.random.default_rng(7)
expected = {}

# Arrays: types, byte orders, column order, text labels, images.
x = random.normal(size=(12, 3))
labels = np.array(['cat', 'dog', 'ünï'] * 4)
np.savez(at('table.npz'), x=x, y=labels)
np.savez_compressed(at('parts.npz'), x_train=x.astype('<f4'), y_train=np.arange(12) % 3, x_test=x[:5].astype('<f4'), y_test=np.arange(5) % 3)
np.save(at('fortran.npy'), np.asfortranarray(np.column_stack([x, np.arange(12) % 2])).astype('>f8'))
images = random.integers(0, 256, size=(6, 4, 5, 3), dtype=np.uint8)
np.savez(at('images.npz'), images=images, labels=np.array([0, 1, 0, 1, 1, 0], dtype=np.int64))
halves = np.array([[0, 1.5, -2], [6.1e-5, 65504, np.inf]], dtype=np.float16)
np.savez(at('half.npz'), x=np.vstack([halves, halves]), y=np.array([1.5, 2.5, 3.5, 4.5], dtype=np.float32))
expected['table'] = x.tolist()
expected['images'] = images.transpose(0, 3, 1, 2).flatten().tolist()

# Tables: pandas in every layout of JSON, and CSV as spreadsheets of other countries write it.
iris = load_iris()
frame = pd.DataFrame(iris.data[::10], columns=['sepal length', 'sepal width', 'petal length', 'petal width'])
frame['species'] = iris.target_names[iris.target[::10]]
frame.loc[2, 'sepal width'] = None
expected['iris'] = [None if np.isnan(v) else v for v in frame.iloc[:, :4].to_numpy().flatten().tolist()]
expected['species'] = frame['species'].tolist()
frame.to_csv(at('iris.csv'), index=False)
frame.to_csv(at('iris-semicolon.csv'), index=False, sep=';', decimal=',', na_rep='NA', lineterminator='\r\n', encoding='latin-1')
for orient in ['records', 'columns', 'split', 'list']:
    content = json.dumps(frame.to_dict('list')) if orient == 'list' else frame.to_json(orient=orient)
    # Python's NaN is no JSON, so the name says that this is only text.
    with open(at('iris-list.txt' if orient == 'list' else f'iris-{orient}.json'), 'w') as file:
        file.write(content)
frame.to_json(at('iris.jsonl'), orient='records', lines=True)
with open(at('iris.arff'), 'w') as file:
    file.write('% Every tenth iris.\n@RELATION iris\n\n')
    for name in frame.columns[:4]:
        file.write(f"@ATTRIBUTE '{name}' NUMERIC\n")
    file.write('@ATTRIBUTE species {setosa, versicolor, virginica}\n\n@DATA\n')
    for row in frame.itertuples(index=False):
        file.write(','.join('?' if value is None or value != value else str(value) for value in row) + '\n')
try:
    frame.to_parquet(at('iris-pandas.parquet'))
except ImportError as error:
    print('no Parquet by pandas:', str(error).splitlines()[0])

# Images: every kind of pixel that Pillow writes, in folders that are classes, zipped with train and test.
gradient = np.add.outer(np.arange(8) * 20, np.arange(12) * 8).astype(np.uint8)
colour = np.stack([gradient, gradient[::-1], np.full_like(gradient, 90)], axis=2)
alpha = np.dstack([colour, np.linspace(0, 255, 96).reshape(8, 12).astype(np.uint8)])
files = {
    'grey.png': Image.fromarray(gradient), 'colour.png': Image.fromarray(colour), 'alpha.png': Image.fromarray(alpha),
    'palette.png': Image.fromarray(colour).quantize(16), 'bits.png': Image.fromarray(gradient > 100),
    'deep.png': Image.fromarray(gradient.astype(np.uint16) * 257), 'grey.bmp': Image.fromarray(gradient), 'colour.bmp': Image.fromarray(colour),
    'grey.jpg': Image.fromarray(gradient), 'colour.jpg': Image.fromarray(colour), 'progressive.jpg': Image.fromarray(colour),
    'lossless.webp': Image.fromarray(colour), 'lossy.webp': Image.fromarray(colour),
}
options = {'grey.jpg': {'quality': 95}, 'colour.jpg': {'quality': 95, 'subsampling': 0}, 'progressive.jpg': {'quality': 90, 'progressive': True, 'subsampling': 0}, 'lossless.webp': {'lossless': True}, 'lossy.webp': {'quality': 90}}
os.makedirs(at('pixels'), exist_ok=True)
expected['pixels'] = {}
for name, image in files.items():
    image.save(at(f'pixels/{name}'), **options.get(name, {}))
    read = Image.open(at(f'pixels/{name}'))
    rgba = np.array(read).astype(np.uint32) // 257 if read.mode.startswith('I') else np.array(read.convert('RGBA'))
    if rgba.ndim == 2:
        rgba = np.dstack([rgba, rgba, rgba, np.full_like(rgba, 255)])
    expected['pixels'][name] = rgba.astype(int).flatten().tolist()
# Pillow reads interlaced files and writes none.
def interlaced(path, pixels):
    raw = b''
    for x, y, dx, dy in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]:
        part = pixels[y::dy, x::dx]
        if part.size:
            raw += b''.join(b'\0' + row.tobytes() for row in part)
    chunk = lambda kind, body: struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body))
    head = struct.pack('>IIBBBBB', pixels.shape[1], pixels.shape[0], 8, 2, 0, 0, 1)
    with open(path, 'wb') as file:
        file.write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head) + chunk(b'IDAT', zlib.compress(raw)) + chunk(b'IEND', b''))

interlaced(at('pixels/interlaced.png'), colour)
expected['pixels']['interlaced.png'] = np.array(Image.open(at('pixels/interlaced.png')).convert('RGBA')).astype(int).flatten().tolist()
turned = Image.fromarray(colour)
exif = Image.Exif()
exif[0x0112] = 6
turned.save(at('pixels/turned.jpg'), quality=95, subsampling=0, exif=exif)
expected['pixels']['turned.jpg'] = np.array(ImageOps.exif_transpose(Image.open(at('pixels/turned.jpg'))).convert('RGBA')).astype(int).flatten().tolist()

with zipfile.ZipFile(at('folders.zip'), 'w', zipfile.ZIP_DEFLATED) as archive:
    expected['folders'] = []
    for part in ['test', 'train']:
        for kind in ['blue', 'green']:
            for number in range(2 if part == 'test' else 3):
                pixels = random.integers(0, 256, size=(6, 6), dtype=np.uint8)
                Image.fromarray(pixels).save(at('one.png'))
                archive.write(at('one.png'), f'shapes/{part}/{kind}/{number}.png')
                expected['folders'].append({'name': f'shapes/{part}/{kind}/{number}.png', 'pixels': pixels.flatten().tolist(), 'small': np.floor(pixels.reshape(3, 2, 3, 2).mean(axis=(1, 3)) + 0.5).astype(int).flatten().tolist()})
    archive.writestr('shapes/readme.md', '# Shapes\nTwo kinds, drawn at random.\n')
os.remove(at('one.png'))
with open(at('expected.json'), 'w') as file:
    json.dump(expected, file)

# Correlations of the shared iris table, where it is there.
shared = os.path.join(here, '../../../../shared/data/tabular/iris.csv')
if os.path.exists(shared):
    with open(os.path.join(here, '../iris-correlations.json'), 'w') as file:
        json.dump(np.corrcoef(pd.read_csv(shared).select_dtypes('number').to_numpy().T).tolist(), file)
