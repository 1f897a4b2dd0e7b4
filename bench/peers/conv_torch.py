"""The convolutional autoencoder of the examples in PyTorch, as most people write it.

Run as a program it trains on MNIST and prints the test set's mean binary cross-entropy after each epoch:

    MNIST_DIR=folder python3 bench/peers/conv_torch.py train [--latent 24] [--epochs 5] [--threads 1] [--seed 0]
"""
import argparse
import gzip
import os

import numpy
import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
torch.manual_seed(0)


def down(into, out, kernel=3, stride=2, padding=1):
    return [nn.Conv2d(into, out, kernel, stride, padding), nn.BatchNorm2d(out), nn.LeakyReLU(0.01)]


def up(into, out):
    return [nn.ConvTranspose2d(into, out, 3, 2, 1, output_padding=1), nn.BatchNorm2d(out), nn.LeakyReLU(0.01)]


def autoencoder(latent):
    encoder = [*down(1, 32), *down(32, 64), *down(64, 128), *down(128, 256), *down(256, 512, 1, 1, 0)]
    decoder = [*up(512, 256), *up(256, 128), *up(128, 64), *up(64, 32), *up(32, 32)]
    return nn.Sequential(
        *encoder, nn.Flatten(), nn.Linear(2048, latent),
        nn.Linear(latent, 512), nn.Unflatten(1, (512, 1, 1)), *decoder, nn.Conv2d(32, 1, 7, 1, 1), nn.Sigmoid(),
    )


def shuffled(pictures, batch):
    """Batches without end, in a new order each epoch."""
    while True:
        order = torch.randperm(len(pictures))
        for i in range(0, len(pictures), batch):
            yield pictures[order[i:i + batch]]


def prepare(path, batch, latent=24, channels_last=False):
    """The model, its optimiser, and batches of the pictures of an NPY file of bytes."""
    pictures = torch.from_numpy(numpy.load(path).astype("float32") / 255).reshape(-1, 1, 28, 28)
    model = autoencoder(latent)
    if channels_last:
        model, pictures = (each.to(memory_format=torch.channels_last) for each in (model, pictures))
    return model, torch.optim.Adam(model.parameters(), lr=1e-4), shuffled(pictures, batch)


def step(model, optimizer, x):
    loss = F.binary_cross_entropy(model(x), x)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return loss.item()


def mnist(folder, part):
    """The pictures of an IDX file, compressed or not."""
    path = os.path.join(folder, f"{part}-images-idx3-ubyte")
    packed = not os.path.exists(path)
    with gzip.open(path + ".gz") if packed else open(path, "rb") as file:
        pixels = numpy.frombuffer(file.read(), numpy.uint8, offset=16)
    return torch.from_numpy(pixels.astype("float32") / 255).reshape(-1, 1, 28, 28)


def judge(model, pictures):
    """The mean over all pixels of all pictures, running statistics in the batch norms."""
    model.eval()
    with torch.no_grad():
        losses = [F.binary_cross_entropy(model(x), x, reduction="sum").item() for x in pictures.split(500)]
    model.train()
    return sum(losses) / pictures.numel()


def train(latent, epochs, batch=64):
    training, test = (mnist(os.environ["MNIST_DIR"], part) for part in ("train", "t10k"))
    model = autoencoder(latent)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    for epoch in range(epochs):
        order = torch.randperm(len(training))
        losses = [step(model, optimizer, training[order[i:i + batch]]) for i in range(0, len(training), batch)]
        print(f"epoch {epoch + 1}: train {sum(losses) / len(losses):.5f}, test {judge(model, test):.5f}", flush=True)


if __name__ == "__main__":
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("mode", choices=["train"])
    for name, default in (("latent", 24), ("epochs", 5), ("threads", 1), ("seed", 0)):
        flags.add_argument(f"--{name}", type=int, default=default)
    given = flags.parse_args()
    torch.set_num_threads(given.threads)
    torch.manual_seed(given.seed)
    train(given.latent, given.epochs)
