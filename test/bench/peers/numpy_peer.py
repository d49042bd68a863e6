"""NumPy with the BLAS it is linked to: matrix products, and multilayer perceptrons written by hand with Adam in place."""
import numpy as np
from timing import seconds_per_call, serve

SAMPLES = 1280
SIZES = {"2-8-8-2": (2, 8, 8, 2), "784-128-10": (784, 128, 10), "784-512-512-10": (784, 512, 512, 10)}
rng = np.random.default_rng(1)
trainings = {}


def training(name, batch):
    if (name, batch) in trainings:
        return trainings[name, batch]
    sizes = SIZES[name]
    x, y = rng.standard_normal((SAMPLES, sizes[0]), dtype=np.float32), rng.integers(0, sizes[-1], SAMPLES)
    order = rng.permutation(SAMPLES)
    shapes = [shape for i in range(len(sizes) - 1) for shape in ((sizes[i], sizes[i + 1]), (sizes[i + 1],))]
    w = [rng.standard_normal(s, dtype=np.float32) * np.float32(0.05) for s in shapes]
    g, m, v, t1, t2 = ([np.zeros(s, np.float32) for s in shapes] for _ in range(5))
    state = [0, 0]

    def step():
        if state[0] + batch > SAMPLES:
            state[0] = 0
        chosen = order[state[0]:state[0] + batch]
        state[0] += batch
        state[1] += 1
        t = state[1]
        activations = [x[chosen]]
        for i in range(0, len(w), 2):
            z = activations[-1] @ w[i] + w[i + 1]
            activations.append(np.maximum(z, 0, out=z) if i < len(w) - 2 else z)
        z = activations[-1]
        z -= z.max(1, keepdims=True)
        np.exp(z, out=z)
        z /= z.sum(1, keepdims=True)
        rows = np.arange(batch)
        loss = -np.log(z[rows, y[chosen]]).mean()
        z[rows, y[chosen]] -= 1
        d = z / np.float32(batch)
        for i in range(len(w) - 2, -1, -2):
            np.matmul(activations[i // 2].T, d, out=g[i])
            np.sum(d, 0, out=g[i + 1])
            if i:
                d = (d @ w[i].T) * (activations[i // 2] > 0)
        rate = np.float32(1e-3 * (1 - 0.999 ** t) ** 0.5 / (1 - 0.9 ** t))
        for i in range(len(w)):
            np.subtract(g[i], m[i], out=t1[i]); t1[i] *= np.float32(0.1); m[i] += t1[i]
            np.multiply(g[i], g[i], out=t1[i]); t1[i] -= v[i]; t1[i] *= np.float32(0.001); v[i] += t1[i]
            np.sqrt(v[i], out=t1[i]); t1[i] += np.float32(1e-8); np.divide(m[i], t1[i], out=t2[i]); t2[i] *= rate; w[i] -= t2[i]
        return loss

    trainings[name, batch] = step
    return step


def product(request):
    m, n, k = request["rows"], request["columns"], request["depth"]
    a = rng.standard_normal((k, m) if request["form"] == "TN" else (m, k), dtype=np.float32)
    b = rng.standard_normal((n, k) if request["form"] == "NT" else (k, n), dtype=np.float32)
    a, b = (a.T if request["form"] == "TN" else a), (b.T if request["form"] == "NT" else b)
    out = np.empty((m, n), np.float32)
    return seconds_per_call(lambda: np.matmul(a, b, out=out), request["seconds"])


def answer(request):
    if request["type"] == "product":
        return product(request)
    if request["type"] == "train" and request["network"] in SIZES:
        return seconds_per_call(training(request["network"], request["batch"]), request["seconds"])
    return "not measured with this peer"


serve(f"NumPy {np.__version__}", answer)
