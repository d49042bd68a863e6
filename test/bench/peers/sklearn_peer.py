"""scikit-learn's MLPClassifier: one partial_fit per batch."""
import warnings

import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier
from timing import seconds_per_call, serve

warnings.filterwarnings("ignore")
SAMPLES = 1280
SIZES = {"2-8-8-2": (2, 8, 8, 2), "784-128-10": (784, 128, 10), "784-512-512-10": (784, 512, 512, 10)}
rng = np.random.default_rng(1)
trainings = {}


def training(name, batch):
    if (name, batch) not in trainings:
        sizes = SIZES[name]
        model = MLPClassifier(sizes[1:-1], batch_size=batch)
        x, y = rng.standard_normal((SAMPLES, sizes[0])).astype(np.float32), rng.integers(0, sizes[-1], SAMPLES)
        model.partial_fit(x[:batch], y[:batch], classes=np.arange(sizes[-1]))
        position = [0]

        def step():
            if position[0] + batch > SAMPLES:
                position[0] = 0
            model.partial_fit(x[position[0]:position[0] + batch], y[position[0]:position[0] + batch])
            position[0] += batch

        trainings[name, batch] = step
    return trainings[name, batch]


def answer(request):
    if request["type"] == "train" and request["network"] in SIZES:
        return seconds_per_call(training(request["network"], request["batch"]), request["seconds"])
    return "not measured with this peer"


serve(f"scikit-learn {sklearn.__version__}", answer)
