import { densities } from "./densities.js";
import { divergences } from "./divergences.js";
import { emFace } from "./emFace.js";
import { norm } from "./norm.js";
import { optim } from "./optim.js";
import type { Topic } from "./topic.js";

/** Every topic, in the order of the floors: the golden suite runs all cases of their operations. */
export const topics: readonly Topic[] = [norm, divergences, ...optim, ...emFace, ...densities];
