"""Writes the golden files that tests compare our NPY and NPZ files with. Run: python3 test/golden/make-numpy-files.py"""
from pathlib import Path
import numpy as np

here = Path(__file__).parent / "numpy"
here.mkdir(exist_ok=True)
matrix = np.array([[0, 1.5, -2.25], [3e-8, 4e8, 0.1]], dtype=np.float32)
np.save(here / "matrix.npy", matrix)
np.save(here / "vector.npy", np.array([1, -2, 2**40], dtype=np.int64))
np.save(here / "scalar.npy", np.array(2.5, dtype=np.float64))
np.save(here / "fortran.npy", np.asfortranarray(matrix))
np.savez(here / "arrays.npz", **{"h1.weight": matrix, "h1.bias": np.array([1, 2], dtype=np.float32)})
np.savez_compressed(here / "compressed.npz", **{"h1.weight": matrix})
