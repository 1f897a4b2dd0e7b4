"""One EM iteration of the hidden template in NumPy, as fast as NumPy does it: row spectra kept, a product a frequency.

Images X (H, W, K) float64, a face as high as the pictures, w columns wide. SciPy's real transforms where SciPy is
installed, else NumPy's.
"""
import os
from functools import partial

# Many small products: OpenMP's threads, where they spin while they wait, make them forty times as slow on two busy cores.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numpy as np  # noqa: E402

try:
    from scipy import fft

    irfft, rfft = (partial(f, workers=int(os.environ.get("OMP_NUM_THREADS", "1"))) for f in (fft.irfft, fft.rfft))
except ImportError:
    from numpy.fft import irfft, rfft

H, W, w, K = 100, 200, 73, int(os.environ.get("EM_IMAGES", "1000"))
D = W - w + 1


def scene(seed=0):
    r = np.random.default_rng(seed)
    face, background = r.uniform(0, 255, (H, w)), r.uniform(0, 255, (H, W))
    X = np.empty((H, W, K))
    for k, d in enumerate(r.integers(0, D, K)):
        picture = background.copy()
        picture[:, d : d + w] = face
        X[:, :, k] = np.clip(np.rint(picture + r.normal(0, 60, (H, W))), 0, 255)
    return X


def prepare(X):
    Z = np.empty((W // 2 + 1, H, K), complex)
    for i in range(H):
        Z[:, i] = rfft(X[i], axis=0)
    return Z, np.einsum("ijk,ijk->k", X, X)


def covered(q):
    """Probability that a column lies inside the face."""
    sums = np.concatenate([np.zeros((1, q.shape[1])), np.cumsum(q, 0)])
    j = np.arange(W)
    return sums[np.minimum(j, D - 1) + 1] - sums[np.maximum(j - w + 1, 0)]


def iterate(X, Z, squares, face, background, s, prior):
    columns = X.transpose(1, 0, 2)
    # E-step
    spectrum = np.conj(rfft(face, W, axis=1)).T[:, None, :]
    scores = irfft(np.matmul(spectrum, Z)[:, 0], W, axis=0)[:D]
    products = np.matmul(background.T[:, None, :], columns)[:, 0]
    sums = np.concatenate([np.zeros((1, X.shape[2])), np.cumsum(products, 0)])
    scores = scores + sums[-1] - (sums[w:] - sums[:D])
    lengths = np.concatenate([[0], np.cumsum((background**2).sum(0))])
    norm = (face**2).sum() + lengths[-1] - (lengths[w:] - lengths[:D])
    t = (scores - norm[:, None] / 2 - squares / 2) / s**2 + np.log(prior + 1e-300)[:, None]
    top = t.max(0)
    q = np.exp(t - top)
    total = q.sum(0)
    q /= total
    evidence = (top + np.log(total)).sum() - H * W * X.shape[2] * np.log(s * np.sqrt(2 * np.pi))
    # M-step
    weights = np.conj(rfft(q, W, axis=0))[:, :, None]
    face_sums = irfft(np.matmul(Z, weights)[:, :, 0].T, W, axis=1)[:, :w]
    outside = 1 - covered(q)
    background_sums = np.matmul(columns, outside[:, :, None])[:, :, 0].T
    background_weights = outside.sum(1)
    face = face_sums / X.shape[2]
    background = background_sums / np.maximum(background_weights, 1e-12)
    residual = squares.sum() - (face * face_sums).sum() - (background * background_sums).sum()
    return evidence, (face, background, np.sqrt(residual / X.size), q.mean(1))


def start(seed=1):
    r = np.random.default_rng(seed)
    return r.uniform(0, 255, (H, w)), r.uniform(0, 255, (H, W)), 100.0, np.full(D, 1 / D)
