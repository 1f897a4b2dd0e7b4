import { type Definition, type Link, linksOf } from "./definition.js";
import { kernelStep } from "./kernelStep.js";

/** PyTorch's names of the moments. */
const adamNames = { mean: "exp_avg", square: "exp_avg_sq", largest: "max_exp_avg_sq" };
const names: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  sgd: { momentum: "momentum_buffer" },
  rmsprop: { square: "square_avg", mean: "grad_avg", momentum: "momentum_buffer" },
  adam: adamNames,
  adamw: adamNames,
};

const ofLink = (link: Link): readonly string[] => kernelStep(link).slots.map((slot) => names[link.kind]![slot]!);

/**
 * What the moments of a definition are called in a file, in the order of their blocks: as PyTorch calls them, behind the
 * number of their link where several links keep some.
 *
 * @example
 * slotNames(adam({ rate: 1e-3 })) // => ["exp_avg", "exp_avg_sq"]
 */
export const slotNames = (definition: Definition): readonly string[] => {
  const slots = linksOf(definition).map(ofLink);
  const keepers = slots.filter((of) => of.length > 0).length;
  return slots.flatMap((of, link) => of.map((slot) => (keepers > 1 ? `${link}.${slot}` : slot)));
};
