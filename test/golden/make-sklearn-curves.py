"""Writes the curves that scikit-learn gives for a classifier. Run: python3 test/golden/make-sklearn-curves.py"""
import json
from pathlib import Path
import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve

random = np.random.default_rng(11)
count, classes = 80, 3
truth = random.choice([0, 0, 1, 2], count)
logits = random.normal(size=(count, classes))
logits[np.arange(count), truth] += 1.2
probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
# Ties: equal probabilities share a threshold.
probabilities = (np.round(probabilities * 32) / 32).astype(np.float32)
flat = lambda a: [float(v) for v in np.asarray(a).ravel()]


def curves(index):
    positive, scores = truth == index, probabilities[:, index]
    false_rates, true_rates, thresholds = metrics.roc_curve(positive, scores, drop_intermediate=False)
    precisions, recalls, _ = metrics.precision_recall_curve(positive, scores)
    return {
        "thresholds": flat(thresholds[1:]), "falsePositiveRates": flat(false_rates), "truePositiveRates": flat(true_rates),
        "precisions": flat(precisions[::-1]), "recalls": flat(recalls[::-1]),
        "rocArea": float(metrics.roc_auc_score(positive, scores)), "averagePrecision": float(metrics.average_precision_score(positive, scores)),
    }


confidence = probabilities.max(1).astype(float)
right = probabilities.argmax(1) == truth
# calibration_curve's bins are closed below; confidences on a border would fall elsewhere. These are not: thirds of 1/32 never meet k/15.
accuracy, mean = calibration_curve(right, confidence, n_bins=15)
(Path(__file__).parent / "sklearn" / "curves.json").write_text(json.dumps({
    "labels": truth.tolist(), "probabilities": flat(probabilities), "classes": [curves(index) for index in range(classes)],
    "calibration": {"accuracy": flat(accuracy), "confidence": flat(mean)},
}, indent=1))
