"""One step of contrastive divergence, written out in NumPy loops: rbm.json. Run: python3 make-rbm.py"""
import json
import numpy as np

random = np.random.default_rng(11)
SAMPLES, VISIBLE, HIDDEN = 5, 4, 3
weight = random.normal(0, 0.8, (HIDDEN, VISIBLE)).round(3)
bias = random.normal(0, 0.5, HIDDEN).round(3)
visible_bias = random.normal(0, 0.5, VISIBLE).round(3)
data = random.random((SAMPLES, VISIBLE)).round(3)


def sigma(z):
    return 1 / (1 + np.exp(-z))


def step(kind, k):
    """Hidden states are drawn with the given uniforms, visible ones are means, the last hidden ones probabilities (Hinton 2010, section 3)."""
    uniforms = [random.random((SAMPLES, HIDDEN)).round(4) for _ in range(k)]
    dw, dc, db, error = np.zeros_like(weight), np.zeros_like(bias), np.zeros_like(visible_bias), 0.0
    for n, v0 in enumerate(data):
        h0 = sigma(weight @ v0 + bias)
        v, h = v0, h0
        for turn in range(k):
            sample = (h > uniforms[turn][n]).astype(float)
            v = visible_bias + sample @ weight
            v = sigma(v) if kind == 'bernoulli' else v
            h = sigma(weight @ v + bias)
            if turn == 0:
                error += np.mean((v - v0) ** 2) / SAMPLES
        dw += (np.outer(h0, v0) - np.outer(h, v)) / SAMPLES
        dc += (h0 - h) / SAMPLES
        db += (v0 - v) / SAMPLES
    return dict(visible=kind, k=k, uniforms=[u.tolist() for u in uniforms], weightStep=dw.tolist(), biasStep=dc.tolist(), visibleBiasStep=db.tolist(), error=float(error))


cases = [step(kind, k) for kind in ('bernoulli', 'gaussian') for k in (1, 3)]
json.dump(dict(weight=weight.tolist(), bias=bias.tolist(), visibleBias=visible_bias.tolist(), data=data.tolist(), cases=cases), open('rbm.json', 'w'))
