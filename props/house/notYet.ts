/** Complaints of laws that are not yet kept everywhere: these lists only shrink, and go with the last of them. */

/** By law: complaints that hold one of these are known. */
export const notYet = {
  imports: [] as readonly string[],
  names: ["Definition: "],
  rooms: [
    "src/flat.ts",
    "src/cli/data/index.ts",
    "src/cli/flags/index.ts",
    "src/cli/output/index.ts",
    "src/cli/program/index.ts",
    "src/cli/training/index.ts",
    "src/optim/index.ts",
    "src/optim/rate.ts",
    "props/autoencoder/linear.prop.ts",
    "props/autoencoder/objective.prop.ts",
    "props/optim/chain.prop.ts",
    "props/optim/fit.prop.ts",
    "examples/aae-mnist",
    "examples/autoencoder",
    "examples/conditional-toy",
    "examples/cvae-mnist",
    "examples/digits/",
    "examples/figures/",
    "examples/latent",
    "examples/vae-mnist",
  ],
  signatures: [
    "elbo-ts: nn.batchNorm(",
    "elbo-ts: nn.gaussianHead(",
    "elbo-ts: nn.klLoss(",
    "elbo-ts: nn.layer(",
    "elbo-ts: nn.linear(",
    "elbo-ts: nn.losses.crossEntropy(",
    "elbo-ts: nn.losses.gaussianNll(",
    "elbo-ts: nn.losses.gaussianNllLogvar(",
    "elbo-ts: nn.losses.klToPrior(",
    "elbo-ts: nn.reparameterise(",
    "elbo-ts: optim.optimizer(",
  ],
};

/** The complaints that are not known. */
export const beyond = (known: readonly string[], complaints: readonly string[]): readonly string[] =>
  complaints.filter((complaint) => !known.some((part) => complaint.includes(part)));
