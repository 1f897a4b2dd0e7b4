/** t-distributed stochastic neighbour embedding (van der Maaten and Hinton, 2008), every pair of it. */
export { tsneConditional32, tsneConditional64, tsneJoint32, tsneJoint64 } from "./affinities";
export * from "./descent";
export * from "./divergence";
export * from "./forces";
