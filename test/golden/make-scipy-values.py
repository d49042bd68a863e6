"""Minima from SciPy, for test/core/full-batch.test.ts. Run: python3 test/golden/make-scipy-values.py > test/golden/scipy.json"""
import json
import numpy as np
from scipy.optimize import minimize, rosen, rosen_der

start = np.array([-1.2, 1.0])
runs = {name: minimize(rosen, start, jac=rosen_der, method=method, options={"gtol": 1e-10, **({"ftol": 0} if method == "L-BFGS-B" else {})}) for name, method in (("lBfgs", "L-BFGS-B"), ("conjugateGradients", "CG"))}
for run in runs.values():
    assert np.allclose(run.x, 1, rtol=0, atol=1e-8)

random = np.random.default_rng(4)
inputs = random.normal(size=(40, 4)) * np.array([1.0, 3.0, 0.3, 1.0])
inputs[:, 3] = 1
labels = (inputs @ np.array([1.0, -0.5, 2.0, 0.3]) + random.normal(size=40) > 0).astype(float)
LAMBDA = 0.01


def logistic(w):
    z = inputs @ w
    loss = np.mean(np.logaddexp(0, z) - z * labels) + LAMBDA / 2 * w @ w
    return loss, inputs.T @ (1 / (1 + np.exp(-z)) - labels) / len(labels) + LAMBDA * w


best = minimize(logistic, np.zeros(4), jac=True, method="BFGS", options={"gtol": 1e-12})
print(json.dumps({
    "rosenbrock": {"start": start.tolist(), "minimum": runs["lBfgs"].x.tolist(), "evaluations": {name: int(run.nfev) for name, run in runs.items()}},
    "logistic": {"inputs": inputs.tolist(), "labels": labels.tolist(), "lambda": LAMBDA, "minimum": best.x.tolist(), "loss": float(best.fun)},
}))
