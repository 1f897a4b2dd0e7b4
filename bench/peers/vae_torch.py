"""The dense VAE of course 236781 in PyTorch, as most people write it and as one who counts milliseconds does."""
import os

import numpy
import torch
import torch.nn.functional as F

torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
torch.manual_seed(0)


class Vae(torch.nn.Module):
    def __init__(self, numbers=784, hidden=256, latent=10):
        super().__init__()
        self.encoder = torch.nn.Linear(numbers, hidden)
        self.mu = torch.nn.Linear(hidden, latent)
        self.logvar = torch.nn.Linear(hidden, latent)
        self.decoder = torch.nn.Linear(latent, hidden)
        self.out = torch.nn.Linear(hidden, numbers)

    def logits(self, x):
        h = F.relu(self.encoder(x))
        mu, logvar = self.mu(h), self.logvar(h)
        z = mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)
        return self.out(F.relu(self.decoder(z))), mu, logvar

    def forward(self, x):
        y, mu, logvar = self.logits(x)
        return torch.sigmoid(y), mu, logvar


def shuffled(pictures, batch):
    """Batches without end, in a new order each epoch."""
    while True:
        order = torch.randperm(len(pictures))
        for i in range(0, len(pictures), batch):
            yield pictures[order[i:i + batch]]


def prepare(path, batch, **settings):
    """The model, its optimiser, and batches of the pictures of an NPY file of bytes."""
    pictures = torch.from_numpy(numpy.load(path).astype("float32") / 255)
    model = Vae()
    return model, torch.optim.Adam(model.parameters(), lr=1e-3, **settings), shuffled(pictures, batch)


def several(times, step, model, optimizer, batches):
    """The sum of the losses of so many steps."""
    return sum(step(model, optimizer, next(batches)) for _ in range(times))


def descend(optimizer, loss):
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return loss.item()


def divergence(mu, logvar):
    return -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())


def step(model, optimizer, x):
    y, mu, logvar = model(x)
    reconstruction = F.binary_cross_entropy(y, x, reduction="sum")
    return descend(optimizer, (reconstruction + divergence(mu, logvar)) / len(x))


def tuned(model, optimizer, x):
    """The loss of logits; to go with an Adam that has `foreach`."""
    y, mu, logvar = model.logits(x)
    reconstruction = F.binary_cross_entropy_with_logits(y, x, reduction="sum")
    return descend(optimizer, (reconstruction + divergence(mu, logvar)) / len(x))
