"""Loads every .keras file in a folder with Keras and says what it predicts for the samples beside it, in one document of JSON."""

import json
from pathlib import Path

import keras
import numpy as np

results = {}
for path in sorted(Path(".").glob("*.keras")):
    model = keras.saving.load_model(path)
    outputs = model.predict(np.load(path.with_suffix(".npy")), verbose=0)
    results[path.stem] = {
        "outputs": [np.asarray(output).ravel().tolist() for output in (outputs if isinstance(outputs, (list, tuple)) else [outputs])],
        "version": keras.__version__,
    }
print(json.dumps(results))
