"""Writes the values that scikit-learn gives for metrics and transforms. Run: python3 test/golden/make-sklearn-values.py"""
import json
from pathlib import Path
import numpy as np
from sklearn import metrics
from sklearn.preprocessing import MinMaxScaler, StandardScaler

random = np.random.default_rng(7)
here = Path(__file__).parent / "sklearn"
here.mkdir(exist_ok=True)

# Class 4 of 5 never occurs as truth, class 3 is never predicted.
truth = random.choice([0, 0, 0, 1, 1, 2, 3], 60)
logits = random.normal(size=(60, 5))
logits[np.arange(60), truth] += 1.0
logits[:, 3] -= 20
probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
probabilities = probabilities.astype(np.float32)
predicted = probabilities.argmax(1)
values = random.normal(size=(40, 2)).astype(np.float32)
guesses = (values + 0.4 * random.normal(size=(40, 2))).astype(np.float32)
present = sorted(set(truth.tolist()))
against_rest = lambda score: float(np.mean([score(truth == label, probabilities[:, label]) for label in present]))
confidence = probabilities.max(1).astype(float)
bins = np.clip(np.ceil(confidence * 15).astype(int) - 1, 0, 14)
ece = sum(abs((truth == predicted)[bins == b].sum() - confidence[bins == b].sum()) for b in range(15)) / len(truth)
macro = dict(average="macro", zero_division=0)
(here / "metrics.json").write_text(json.dumps({
    "classification": {
        "labels": truth.tolist(),
        "probabilities": [float(p) for p in probabilities.ravel()],
        "accuracy": metrics.accuracy_score(truth, predicted),
        "errorCount": int((truth != predicted).sum()),
        "balancedAccuracy": metrics.recall_score(truth, predicted, labels=sorted(set(truth.tolist())), **macro),
        "precision": metrics.precision_score(truth, predicted, **macro),
        "recall": metrics.recall_score(truth, predicted, **macro),
        "f1": metrics.f1_score(truth, predicted, **macro),
        "top2": metrics.top_k_accuracy_score(truth, probabilities, k=2, labels=range(5)),
        "rocAuc": against_rest(metrics.roc_auc_score),
        "averagePrecision": against_rest(metrics.average_precision_score),
        "logLoss": float(-np.log(np.maximum(probabilities.astype(float)[np.arange(60), truth], 2.0 ** -24)).mean()),
        "calibrationError": float(ece),
        "confusion": metrics.confusion_matrix(truth, predicted, labels=range(5)).ravel().tolist(),
    },
    "regression": {
        "values": [float(v) for v in values.ravel()],
        "outputs": [float(v) for v in guesses.ravel()],
        "meanSquaredError": float(metrics.mean_squared_error(values.astype(float), guesses.astype(float))),
        "rootMeanSquaredError": float(np.sqrt(metrics.mean_squared_error(values.astype(float), guesses.astype(float)))),
        "meanAbsoluteError": float(metrics.mean_absolute_error(values.astype(float), guesses.astype(float))),
        "rSquared": float(metrics.r2_score(values.astype(float), guesses.astype(float))),
    },
}, indent=1))

train = (random.normal(size=(25, 4)) * [1, 10, 0.01, 0] + [0, 100, -3, 5]).astype(np.float32)
other = (random.normal(size=(5, 4)) * [1, 10, 0.01, 1] + [0, 100, -3, 5]).astype(np.float32)
standard = StandardScaler().fit(train.astype(float))
scaler = MinMaxScaler((-1, 1)).fit(train.astype(float))
flat = lambda a: [float(v) for v in np.asarray(a).ravel()]
(here / "transforms.json").write_text(json.dumps({
    "train": flat(train), "other": flat(other), "features": 4,
    # Ours leaves a constant feature (the last) at 0 and at the low end, so only the first three are compared.
    "standardize": {"mean": flat(standard.mean_), "deviation": flat(np.sqrt(standard.var_)), "other": flat(standard.transform(other.astype(float)))},
    "minMax": {"low": -1, "high": 1, "other": flat(scaler.transform(other.astype(float)))},
}, indent=1))
