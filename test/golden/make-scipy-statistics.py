"""Writes scipy-statistics.json: Student's t, Welch's test, confidence intervals and McNemar's test by SciPy. Run: python3 make-scipy-statistics.py"""
import json
import os

import numpy
from scipy import optimize, stats

random = numpy.random.default_rng(21)
student = [{"freedom": float(f), "t": float(t), "probability": float(stats.t.cdf(t, f))} for f in (1, 2, 3.7, 10, 250) for t in (-40, -2.5, -0.3, 0, 1e-3, 1.9, 12)]
quantiles = [{"freedom": float(f), "probability": p, "t": float(optimize.brentq(lambda t: stats.t.cdf(t, f) - p, -1e4, 1e4, xtol=1e-14, rtol=1e-14))} for f in (1, 2, 4.4, 9, 60, 1e4) for p in (0.001, 0.2, 0.5, 0.9, 0.975, 0.9999)]
groups = []
for n, m, shift in ((3, 3, 1.0), (5, 8, 0.2), (2, 2, 0.0), (12, 4, -0.7)):
    a = random.normal(0.9, 0.02, n)
    b = random.normal(0.9 - 0.02 * shift, 0.01, m)
    welch = stats.ttest_ind(a, b, equal_var=False)
    u, v = a.var(ddof=1) / n, b.var(ddof=1) / m
    freedom = (u + v) ** 2 / (u**2 / (n - 1) + v**2 / (m - 1))
    reach = stats.t.ppf(0.975, freedom) * numpy.sqrt(u + v)
    pooled = numpy.sqrt(((n - 1) * a.var(ddof=1) + (m - 1) * b.var(ddof=1)) / (n + m - 2))
    difference = a.mean() - b.mean()
    low, high = stats.t.interval(0.95, n - 1, a.mean(), stats.sem(a))
    groups.append({
        "a": a.tolist(), "b": b.tolist(), "difference": difference, "pValue": float(welch.pvalue), "interval": [difference - reach, difference + reach],
        "effectSize": (1 - 3 / (4 * (n + m) - 9)) * difference / pooled,
        "probabilityAbove": float(stats.mannwhitneyu(a, b, method="exact").statistic / (n * m)),
        "mean": a.mean(), "deviation": a.std(ddof=1), "meanInterval": [float(low), float(high)],
    })
mcnemar = [{"onlyFirst": b, "onlySecond": c, "pValue": float(stats.binomtest(min(b, c), b + c).pvalue)} for b, c in ((3, 9), (10, 10), (0, 5), (40, 75), (400, 520))]
with open(os.path.join(os.path.dirname(__file__), "scipy-statistics.json"), "w") as file:
    json.dump({"student": student, "quantiles": quantiles, "groups": groups, "mcnemar": mcnemar}, file)
