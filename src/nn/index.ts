/** Networks: definitions, what they compile to, and their pure form. */
export { leakyRelu, relu, sigmoid, softplus, tanh } from "./activation.js";
export { activity } from "./activity.js";
export { batchNorm } from "./batchNorm.js";
export { type Call, compile, type Network } from "./compile.js";
export { concat, split } from "./concat.js";
export { Definition, gaussianHead, parallel, sequence } from "./definition.js";
export { type Description, describe, table } from "./describe.js";
export { dropout } from "./dropout.js";
export { gaussian } from "./gaussian.js";
export type { Init } from "./initial.js";
export { type Applied, type Context, type Layer, layer, type Pullback, type Signal } from "./layer.js";
export { linear } from "./linear.js";
export { flatten, reshape } from "./reshape.js";
export type { Misfit, Mode, Pass, Pointers, Row, Wanted } from "./resident.js";
export { logSoftmax, softmax } from "./softmax.js";
export type { Weights } from "./weights.js";
