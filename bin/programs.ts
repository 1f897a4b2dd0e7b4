import type { Listed } from "../src/cli/index.js";

/** The programs of examples/ by name. Each is imported when it is asked for: a list of them must not load them all. */
export const programs: Readonly<Record<string, Listed>> = {
  "em-face": {
    summary: "recovers a face hidden in noisy pictures by expectation-maximisation",
    load: async () => (await import("../examples/em-face.js")).emFace,
  },
  "vae-mnist": {
    summary: "trains a variational autoencoder on handwritten digits, or on pictures of your own",
    load: async () => (await import("../examples/vae-mnist.js")).vaeMnist,
  },
};
