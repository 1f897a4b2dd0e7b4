"""EM of a mixture of normals by scikit-learn, so many iterations whatever they find."""
import warnings

import numpy as np
from sklearn.mixture import GaussianMixture

warnings.simplefilter("ignore")  # that it has not converged
load = np.load


def fit(x, components, covariance, iterations):
    settings = {"tol": 0, "max_iter": iterations, "init_params": "random_from_data", "random_state": 0}
    return GaussianMixture(components, covariance_type=covariance, **settings).fit(x)
