/** Networks: definitions, what they compile to, and their pure form. */
export { leakyRelu, relu, sigmoid, softplus, tanh } from "./activation.js";
export { activity } from "./activity.js";
export { batchNorm } from "./batchNorm.js";
export { type Call, compile, type Network } from "./compile.js";
export type { Mode, NetworkError, Pass, Pointers, Row, Wanted } from "./compiledLayer.js";
export { concat, split } from "./concat.js";
export { conv2d } from "./conv2d.js";
export { convTranspose2d } from "./convTranspose2d.js";
export { Definition, gaussianHead, parallel, sequence } from "./definition.js";
export { type Description, describe, table } from "./describe.js";
export { dropout } from "./dropout.js";
export { gaussian } from "./gaussian.js";
export type { Init } from "./initial.js";
export { type Applied, type Layer, type LayerContext, layer, type Pullback, type Signal } from "./layer.js";
export { linear } from "./linear.js";
export * as losses from "./losses/index.js";
export {
  type KernelLoss,
  type KernelLossValue,
  type LossContext,
  LossKind,
  type LossOutputs,
  loss,
} from "./losses/loss.js";
export { klLoss, type PosteriorDraw, reparameterise } from "./losses/posterior.js";
export { maxPool2d } from "./maxPool2d.js";
export { flatten, reshape } from "./reshape.js";
export { logSoftmax, softmax } from "./softmax.js";
export { upsample2d } from "./upsample2d.js";
export type { Weights } from "./weights.js";
