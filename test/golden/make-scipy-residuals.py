"""Writes what SciPy says of a regression's residuals: moments, tests, correlation, quantiles. Run: /usr/bin/python3 test/golden/make-scipy-residuals.py"""
import json
from pathlib import Path
import numpy as np
from scipy import stats

random = np.random.default_rng(17)
truth = random.normal(5, 2, 60).astype(np.float32)
predicted = (0.9 * truth + 0.6 + random.gamma(2, 0.2, 60) * (0.5 + truth / 5)).astype(np.float32)
predicted[7] = predicted[8]
residuals = predicted.astype(float) - truth.astype(float)
(ordered, values), _ = stats.probplot(residuals, fit=True)
flat = lambda a: [float(v) for v in np.asarray(a).ravel()]
p = [1e-14, 1e-9, 0.001, 0.02, 0.0243, 0.1, 0.31, 0.5, 0.77, 0.976, 0.9999]
(Path(__file__).parent / "scipy-residuals.json").write_text(json.dumps({
    "truth": flat(truth), "predicted": flat(predicted),
    "mean": float(residuals.mean()), "deviation": float(residuals.std(ddof=1)), "rootMeanSquare": float(np.sqrt((residuals**2).mean())), "meanAbsolute": float(np.abs(residuals).mean()),
    "rSquared": float(1 - (residuals**2).sum() / ((truth.astype(float) - truth.astype(float).mean()) ** 2).sum()),
    "skewness": float(stats.skew(residuals)), "excessKurtosis": float(stats.kurtosis(residuals)), "normalProbability": float(stats.jarque_bera(residuals).pvalue),
    "spreadCorrelation": float(stats.spearmanr(np.abs(residuals), predicted.astype(float)).statistic),
    "expected": flat(ordered), "found": flat(values),
    "normal": {"probability": p, "quantile": flat(stats.norm.ppf(p))},
}))
