"""The dense VAE of course 236781 in PyTorch on one thread, trained on random pictures that lie ready."""
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.manual_seed(0)


class Vae(torch.nn.Module):
    def __init__(self, numbers=784, hidden=256, latent=10):
        super().__init__()
        self.encoder = torch.nn.Linear(numbers, hidden)
        self.mu = torch.nn.Linear(hidden, latent)
        self.logvar = torch.nn.Linear(hidden, latent)
        self.decoder = torch.nn.Linear(latent, hidden)
        self.out = torch.nn.Linear(hidden, numbers)

    def forward(self, x):
        h = F.relu(self.encoder(x))
        mu, logvar = self.mu(h), self.logvar(h)
        z = mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)
        return self.out(F.relu(self.decoder(z))), mu, logvar


def prepare(batch, count=100):
    """The model, its optimiser, and batches of pictures of which a fifth is ink, as in MNIST."""
    model = Vae()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    pictures = torch.rand(count * batch, 784)
    return model, optimizer, (pictures * (torch.rand_like(pictures) < 0.2)).split(batch)


def step(model, optimizer, x):
    optimizer.zero_grad()
    y, mu, logvar = model(x)
    reconstruction = F.binary_cross_entropy_with_logits(y, x, reduction="sum")
    kl = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    loss = (reconstruction + kl) / len(x)
    loss.backward()
    optimizer.step()
    return loss.item()
