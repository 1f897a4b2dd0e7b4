/**
 * The layers that there are, each in its file: its data, and what it compiles to. They may use the kernels and
 * ../layerKind.ts. Begin with linear.ts; a new layer is its file and a line of this table.
 */
import type { DataOf } from "../layerKind.js";
import { activations } from "./activation.js";
import { activityLayer } from "./activity.js";
import { batchNormLayer } from "./batchNorm.js";
import { concatLayer, splitLayer } from "./concat.js";
import { conv2dLayer } from "./conv2d.js";
import { convTranspose2dLayer } from "./convTranspose2d.js";
import { dropoutLayer } from "./dropout.js";
import { gaussianLayer } from "./gaussian.js";
import { linearLayer } from "./linear.js";
import { maxPool2dLayer } from "./maxPool2d.js";
import { flattenLayer, reshapeLayer } from "./reshape.js";
import { logSoftmaxLayer, softmaxLayer } from "./softmax.js";
import { upsample2dLayer } from "./upsample2d.js";

/** Every layer that is not made of layers. */
export const layers = [
  linearLayer,
  conv2dLayer,
  convTranspose2dLayer,
  maxPool2dLayer,
  upsample2dLayer,
  ...activations,
  activityLayer,
  softmaxLayer,
  logSoftmaxLayer,
  batchNormLayer,
  dropoutLayer,
  flattenLayer,
  reshapeLayer,
  concatLayer,
  splitLayer,
  gaussianLayer,
] as const;

/** The data of a layer that is not made of layers. */
export type LeafDefinition = DataOf<(typeof layers)[number]>;
