/**
 * Networks: layers as data, what they compile to, losses. The room may use core, wasm and prob's types.
 * Begin with `compile` (compile.ts) and one layer (layers/linear.ts); layerKind.ts is what a layer of your own is written
 * with.
 */
export { type CompileAtOptions, compile, compileAt, type Network, type NetworkContext } from "./compile.js";
export type {
  BuildContext,
  CompiledLayer,
  CompiledLeaf,
  LayerRow,
  Leaf,
  Mode,
  NetworkError,
  Pass,
  PassContext,
  Pointers,
  Wanted,
} from "./compiledLayer.js";
export type { Named, Parallel, Sequence } from "./composite.js";
export { Definition, definitionCodec, gaussianHead, parallel, sequence } from "./definition.js";
export { type Description, describe, table } from "./describe.js";
export { constant, type Init, type Initial, initialOf, within } from "./initial.js";
export { type Applied, type Layer, type LayerContext, layer, type Pullback, type Signal } from "./layer.js";
export {
  type AnyLayerKind,
  allocateParameters,
  allocateState,
  type DataOf,
  type LayerData,
  type LayerKind,
  type LayerOptions,
  type NewTensor,
  plain,
  single,
  wrongInput,
} from "./layerKind.js";
export { type Activation, leakyRelu, relu, sigmoid, softplus, tanh } from "./layers/activation.js";
export { activity } from "./layers/activity.js";
export { type BatchNorm, batchNorm } from "./layers/batchNorm.js";
export { concat, type Split, split } from "./layers/concat.js";
export { type Conv2d, conv2d } from "./layers/conv2d.js";
export type { Kernel } from "./layers/convolution.js";
export { type ConvTranspose2d, convTranspose2d } from "./layers/convTranspose2d.js";
export { type Dropout, dropout } from "./layers/dropout.js";
export { gaussian } from "./layers/gaussian.js";
export { type LeafDefinition, layers } from "./layers/index.js";
export { type Linear, linear } from "./layers/linear.js";
export { type MaxPool2d, maxPool2d } from "./layers/maxPool2d.js";
export { flatten, type Reshape, reshape } from "./layers/reshape.js";
export { logSoftmax, softmax } from "./layers/softmax.js";
export { type Upsample2d, upsample2d } from "./layers/upsample2d.js";
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
export { layoutOf, type ParameterLayout, type Weights } from "./weights.js";
