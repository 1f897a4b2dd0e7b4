import { type Failure, numerical } from "../failure.js";

/** A training that went off the road: the loss of the step (counted from 1) is no finite number. */
export const diverged = (step: number, loss: number): Failure<"Diverged"> =>
  numerical("Diverged", "the loss is not a finite number any more", {
    where: `step ${step}`,
    got: String(loss),
    hint: "take a smaller rate, or clip the gradient",
  });
