/** Networks of one model: side by side in one block of parameters and one of running state. */
import { either as E, function as F } from "fp-ts";
import type { Shape } from "../core/shape.js";
import { floatsOf } from "../core/tree.js";
import { build } from "../nn/build.js";
import type { Definition } from "../nn/definition.js";
import { bordered } from "../nn/picture.js";
import type { Leaf, Misfit, Resident } from "../nn/resident.js";
import { initialWeights } from "../nn/weights.js";
import type { Learnt } from "./objective.js";

const floats = (parts: readonly Resident[], of: "params" | "state"): number =>
  parts.reduce((sum, part) => sum + floatsOf(part[of]), 0);

/** A network under a name, its tensors behind those of `before`: "encoder.hidden.weight". */
export const placed = (
  name: string,
  definition: Definition,
  shapes: readonly Shape[],
  before: readonly Resident[] = [],
): E.Either<Misfit, Resident> =>
  F.pipe(
    build(definition, {
      path: [name],
      shapes,
      params: floats(before, "params"),
      state: floats(before, "state"),
      overwrite: false,
    }),
    E.map((resident) => bordered(shapes, resident)),
  );

const slots = (leaves: readonly Leaf[]) => leaves.map(({ initial: _, ...slot }) => slot);

/** What networks that were placed one behind the other own together. */
export const learnt = (parts: readonly Resident[]): Learnt => {
  const params = parts.flatMap((part) => part.params);
  const state = parts.flatMap((part) => part.state);
  return {
    params: slots(params),
    state: slots(state),
    init: (runtime, key) => initialWeights(runtime, key, { params, state }),
  };
};
