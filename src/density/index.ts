/**
 * Densities from points: `histogram` and `kde`.
 *
 * May use core, prob and kernels. Begin with `kde/index.ts`.
 */
export * as histogram from "./histogram.js";
export * as kde from "./kde/index.js";
