/** Networks of one model: side by side in one block of parameters and one of running state. */
import { either as E, function as F } from "fp-ts";
import type { Shape } from "../core/shape.js";
import { floatsOf } from "../core/tree.js";
import { build } from "../nn/build.js";
import type { CompiledLayer, Leaf, NetworkError } from "../nn/compiledLayer.js";
import type { Definition } from "../nn/definition.js";
import { withChannelsFirst } from "../nn/picture.js";
import { initialWeights } from "../nn/weights.js";
import type { ParameterLayout } from "../train/objective.js";

const floats = (parts: readonly CompiledLayer[], of: "params" | "state"): number =>
  parts.reduce((sum, part) => sum + floatsOf(part[of]), 0);

/** A network under a name, its tensors behind those of `before`: "encoder.hidden.weight". */
export const compileAt = (
  name: string,
  definition: Definition,
  shapes: readonly Shape[],
  before: readonly CompiledLayer[] = [],
): E.Either<NetworkError, CompiledLayer> =>
  F.pipe(
    build(definition, {
      path: [name],
      shapes,
      params: floats(before, "params"),
      state: floats(before, "state"),
      overwrite: false,
    }),
    E.map((resident) => withChannelsFirst(shapes, resident)),
  );

const slots = (leaves: readonly Leaf[]) => leaves.map(({ initial: _, ...slot }) => slot);

/** What networks that were placed one behind the other own together. */
export const layoutOf = (parts: readonly CompiledLayer[]): ParameterLayout => {
  const params = parts.flatMap((part) => part.params);
  const state = parts.flatMap((part) => part.state);
  return {
    params: slots(params),
    state: slots(state),
    init: (runtime, key) => initialWeights(runtime, key, { params, state }),
  };
};
