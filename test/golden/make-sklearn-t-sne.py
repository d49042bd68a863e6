"""Writes what scikit-learn's t-SNE makes of a few samples: affinities of nearest neighbours, divergence and gradient at a given map, and how good its own map is. Run: python3 test/golden/make-sklearn-t-sne.py"""
import json
from pathlib import Path
import numpy as np
from scipy.spatial.distance import squareform
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities_nn, _kl_divergence
from sklearn.neighbors import NearestNeighbors

random = np.random.default_rng(5)
centres = random.normal(size=(3, 5)) * 3
samples = (centres[np.arange(45) % 3] + random.normal(size=(45, 5))).astype(np.float32)
perplexity = 6
neighbours = min(len(samples) - 1, int(3 * perplexity + 1))
graph = NearestNeighbors(n_neighbors=neighbours).fit(samples.astype(float)).kneighbors_graph(mode="distance")
graph.data **= 2
affinities = _joint_probabilities_nn(graph, perplexity, 0).toarray()
places = random.normal(size=(45, 2)) * 2
divergence, gradient = _kl_divergence(places.ravel(), squareform(affinities, checks=False), 1, 45, 2)

map_ = TSNE(perplexity=perplexity, init="pca", random_state=0, learning_rate="auto", n_iter=1000).fit(samples)
digits = lambda a, n: [float(f"{v:.{n}g}") for v in np.asarray(a).ravel()]
(Path(__file__).parent / "sklearn" / "t-sne.json").write_text(json.dumps({
    "samples": [float(v) for v in samples.ravel()], "features": 5, "perplexity": perplexity, "neighbours": neighbours,
    "affinities": digits(affinities, 8), "places": [float(v) for v in places.ravel()], "divergence": float(divergence), "gradient": digits(gradient, 10),
    "own": {"divergence": float(map_.kl_divergence_), "trustworthiness": float(trustworthiness(samples, map_.embedding_, n_neighbors=5))},
}))
print(map_.kl_divergence_, trustworthiness(samples, map_.embedding_, n_neighbors=5), divergence)
