"""Loads every generated module in a folder and says what it predicts for the samples beside it, in one document of JSON."""

import importlib
import json
import sys
from pathlib import Path

import numpy as np
import torch

torch.set_num_threads(1)
sys.path.insert(0, ".")


def as_list(outputs):
    return [output.tolist() for output in (outputs if isinstance(outputs, tuple) else (outputs,))]


results = {}
for path in sorted(Path(".").glob("*.npy")):
    model = importlib.import_module(path.stem).load()
    samples = torch.from_numpy(np.load(path))
    results[path.stem] = {
        "outputs": as_list(model.predict(samples)),
        "single": as_list(model.predict(samples[:1])),
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "trainable": sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad),
    }
print(json.dumps(results))
