"""Writes what scikit-learn and NumPy make of correlated samples: robust scaling, principal components, whitening, imputation. Run: python3 test/golden/make-sklearn-components.py"""
import json
from pathlib import Path
import numpy as np
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

random = np.random.default_rng(11)
mixing = random.normal(size=(5, 5)) * [3, 2, 1, 0.5, 0.1]
train = (random.normal(size=(40, 5)) @ mixing.T + [1, -2, 0, 5, 10]).astype(np.float32)
other = (random.normal(size=(6, 5)) @ mixing.T + [1, -2, 0, 5, 10]).astype(np.float32)
exact, wide = train.astype(float), other.astype(float)
flat = lambda a: [float(v) for v in np.asarray(a).ravel()]
# An axis and its opposite are the same; ours have their greatest entry positive.
signs = lambda axes: np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(1)])[:, None]

pca = PCA(svd_solver="full").fit(exact)
turn = signs(pca.components_)
axes = pca.components_ * turn
white = PCA(whiten=True, svd_solver="full").fit(exact)
epsilon = 0.01
zca = axes.T @ np.diag(1 / np.sqrt(pca.explained_variance_ + epsilon)) @ axes
robust = RobustScaler().fit(exact)

gappy = random.integers(0, 3, size=(15, 3)).astype(float)
gappy[random.random((15, 3)) < 0.3] = np.nan

targets = random.normal(size=(20, 2)) * [100, 0.01] + [1000, -1]
matrix = random.normal(size=(12, 12))
matrix = matrix + matrix.T
values, vectors = np.linalg.eigh(matrix)
values, vectors = values[::-1], vectors.T[::-1]

(Path(__file__).parent / "sklearn" / "components.json").write_text(json.dumps({
    "train": flat(train), "other": flat(other), "features": 5,
    "robust": {"median": flat(robust.center_), "range": flat(robust.scale_), "other": flat(robust.transform(wide))},
    "pca": {"variances": flat(pca.explained_variance_), "components": flat(axes), "other": flat(pca.transform(wide) * turn.T), "needed95": int(PCA(0.95, svd_solver="full").fit(exact).n_components_)},
    "whiten": {"other": flat(white.transform(wide) * turn.T)},
    "zca": {"epsilon": epsilon, "other": flat((wide - pca.mean_) @ zca)},
    "impute": {"data": [None if np.isnan(v) else float(v) for v in gappy.ravel()], "mostFrequent": flat(SimpleImputer(strategy="most_frequent").fit_transform(gappy))},
    "targets": {"values": flat(targets.astype(np.float32)), "standard": flat(StandardScaler().fit_transform(targets)), "minusOneToOne": flat(MinMaxScaler((-1, 1)).fit_transform(targets))},
    "eigen": {"matrix": flat(matrix), "values": flat(values), "vectors": flat(vectors * signs(vectors))},
}, indent=1))
