/**
 * t-distributed stochastic neighbour embedding: every pair of it (van der Maaten and Hinton, 2008), or the neighbours
 * one by one and the others by a tree of cells (van der Maaten, 2014).
 */
export { tsneConditional32, tsneConditional64, tsneJoint32, tsneJoint64 } from "./affinities";
export * from "./descent";
export { tsneDivergence32, tsneDivergence64 } from "./divergence";
export * from "./forces";
export * from "./neighbours";
export * from "./repulsion";
export * from "./sparse";
export { tsneTree32, tsneTree64, tsneTreeScratch } from "./tree";
