"""t-SNE by scikit-learn, whose method is Barnes-Hut, from a start that is given."""
import numpy as np
from sklearn.manifold import TSNE

load = np.load


def fit(x, start, perplexity, iterations):
    settings = {"perplexity": perplexity, "n_iter": iterations, "init": start, "learning_rate": "auto"}
    return TSNE(**settings).fit_transform(x)


def fit_into(path, *given):
    np.save(path, fit(*given).astype("d"))
