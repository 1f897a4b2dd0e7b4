import { densities } from "./densities.js";
import { divergences } from "./divergences.js";
import { emFace } from "./emFace.js";
import { layers } from "./layers.js";
import { lossTopics } from "./losses.js";
import { mixture } from "./mixture.js";
import { norm } from "./norm.js";
import { normalisation } from "./normalisation.js";
import { optim } from "./optim.js";
import type { Topic } from "./topic.js";
import { tsne } from "./tsne.js";
import { vaeStep } from "./vaeStep.js";

/** Every topic, in the order of the floors: the golden suite runs all cases of their operations. */
export const topics: readonly Topic[] = [
  norm,
  divergences,
  ...normalisation,
  ...lossTopics,
  ...layers,
  ...optim,
  ...emFace,
  ...mixture,
  ...densities,
  ...vaeStep,
  ...tsne,
];
