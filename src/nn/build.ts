import { either as E, function as F } from "fp-ts";
import { floatsOf } from "../core/tree.js";
import { badData } from "../failure.js";
import { activationLayer } from "./activation.js";
import { activityLayer } from "./activity.js";
import { batchNormLayer } from "./batchNorm.js";
import {
  type BuildContext,
  type Builder,
  type CompiledLayer,
  type Interpreter,
  type NetworkError,
  pathOf,
} from "./compiledLayer.js";
import { parallelLayer, sequenceLayer } from "./composite.js";
import { concatLayer, splitLayer } from "./concat.js";
import { conv2dLayer } from "./conv2d.js";
import { convTranspose2dLayer } from "./convTranspose2d.js";
import { type Definition, LeafDefinition } from "./definition.js";
import { dropoutLayer } from "./dropout.js";
import { gaussianLayer } from "./gaussian.js";
import { linearLayer } from "./linear.js";
import { maxPool2dLayer } from "./maxPool2d.js";
import { flattenLayer, reshapeLayer } from "./reshape.js";
import { softmaxLayer } from "./softmax.js";
import { upsample2dLayer } from "./upsample2d.js";

const leaf: Builder<LeafDefinition> = (definition, site) => {
  switch (definition.kind) {
    case "linear":
      return linearLayer(definition, site);
    case "conv2d":
      return conv2dLayer(definition, site);
    case "convTranspose2d":
      return convTranspose2dLayer(definition, site);
    case "maxPool2d":
      return maxPool2dLayer(definition, site);
    case "upsample2d":
      return upsample2dLayer(definition, site);
    case "relu":
    case "leakyRelu":
    case "sigmoid":
    case "tanh":
    case "softplus":
      return activationLayer(definition, site);
    case "activity":
      return activityLayer(definition, site);
    case "softmax":
    case "logSoftmax":
      return softmaxLayer(definition, site);
    case "batchNorm":
      return batchNormLayer(definition, site);
    case "dropout":
      return dropoutLayer(definition, site);
    case "flatten":
      return flattenLayer(definition, site);
    case "reshape":
      return reshapeLayer(definition, site);
    case "concat":
      return concatLayer(definition, site);
    case "split":
      return splitLayer(definition, site);
    case "gaussian":
      return gaussianLayer(definition, site);
  }
};

const notALayer = (definition: Definition, site: BuildContext): NetworkError =>
  badData("NotALayer", "a layer with a setting out of its range", {
    where: pathOf(site) || "network",
    got: JSON.stringify(definition),
  });

/** The interpreter of definitions: each layer at its site. */
export const build: Interpreter<Definition> = (definition, site): E.Either<NetworkError, CompiledLayer> => {
  if (definition.kind === "sequence") return sequenceLayer(build)(definition, site);
  if (definition.kind === "parallel") return parallelLayer(build)(definition, site);
  if (!LeafDefinition.is(definition)) return E.left(notALayer(definition, site));
  const { kind } = definition;
  return F.pipe(
    leaf(definition, site),
    E.map((part) => ({
      ...part,
      rows: [{ path: pathOf(site), kind, shapes: part.shapes, parameters: floatsOf(part.params) }],
    })),
  );
};
