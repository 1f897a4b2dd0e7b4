import type { Listed } from "../src/cli/index.js";

/** The programs of examples/ by name. Each is imported when it is asked for: a list of them must not load them all. */
export const programs: Readonly<Record<string, Listed>> = {
  "aae-mnist": {
    summary:
      "trains an adversarial autoencoder on handwritten digits: codes of a chosen form, or style and label apart",
    load: async () => (await import("../examples/aae-mnist.js")).aaeMnist,
  },
  autoencoder: {
    summary: "trains a convolutional autoencoder on handwritten digits: plain, denoising or sparse",
    load: async () => (await import("../examples/autoencoder.js")).autoencoders,
  },
  "conditional-toy": {
    summary: "codes points of two curves as one number each, with and without the number of the curve",
    load: async () => (await import("../examples/conditional-toy.js")).conditionalToy,
  },
  "cvae-mnist": {
    summary: "trains a conditional variational autoencoder on labelled digits, and draws the digits asked for",
    load: async () => (await import("../examples/cvae-mnist.js")).cvaeMnist,
  },
  density: {
    summary: "estimates densities of points: histograms, kernels, and mixtures of normals by expectation-maximisation",
    load: async () => (await import("../examples/density.js")).density,
  },
  "em-face": {
    summary: "recovers a face hidden in noisy pictures by expectation-maximisation",
    load: async () => (await import("../examples/em-face.js")).emFace,
  },
  latent: {
    summary: "puts a trained autoencoder to use: codes, reconstructions, samples, ways between pictures, likelihoods",
    load: async () => (await import("../examples/latent.js")).latent,
  },
  "pca-denoise": {
    summary: "finds the principal components of handwritten digits, and denoises pictures with them",
    load: async () => (await import("../examples/pca-denoise.js")).pcaDenoise,
  },
  "vae-mnist": {
    summary: "trains a variational autoencoder on handwritten digits, or on pictures of your own",
    load: async () => (await import("../examples/vae-mnist.js")).vaeMnist,
  },
};
