"""Writes scipy-images.json: a picture interpolated at given places and smoothed, by scipy.ndimage. Run: python3 make-scipy-images.py"""
import json
import os

import numpy
from scipy import ndimage

random = numpy.random.default_rng(12)
height, width, sigma = 9, 13, 1.5
picture = random.random((height, width)).astype(numpy.float32)
x = (random.random(height * width) * (width + 4) - 2).astype(numpy.float32)
y = (random.random(height * width) * (height + 4) - 2).astype(numpy.float32)
resampled = ndimage.map_coordinates(picture.astype(numpy.float64), [y, x], order=1, mode="nearest")
radius = int(3 * sigma + 0.5)
smoothed = ndimage.gaussian_filter(picture.astype(numpy.float64), sigma, mode="wrap", truncate=(radius + 0.01) / sigma)
values = {"height": height, "width": width, "sigma": sigma, "picture": picture.ravel().tolist(), "places": {"x": x.tolist(), "y": y.tolist()}, "resampled": resampled.ravel().tolist(), "smoothed": smoothed.ravel().tolist()}
with open(os.path.join(os.path.dirname(__file__), "scipy-images.json"), "w") as file:
    json.dump(values, file)
