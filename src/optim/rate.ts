import type { Definition } from "./definition.js";
import type { Schedule } from "./schedules.js";

/**
 * The schedule of a definition: that of the last link that has one, which scales what the others leave to it.
 *
 * @example
 * rateOf(chain(clipByNorm(1), adam({ rate: 0.01 }))) // => 0.01
 */
export const rateOf = (definition: Definition): Schedule | undefined => {
  if (definition.kind !== "chain") return "rate" in definition ? definition.rate : undefined;
  const paced = definition.parts.findLast((part) => rateOf(part) !== undefined);
  return paced && rateOf(paced);
};

/**
 * The same definition at another rate, what `rateOf` reads. It keeps the same blocks, so a run may change over at any
 * step: how `reduceOnPlateau` acts.
 */
export const withRate = (rate: Schedule, definition: Definition): Definition => {
  if (definition.kind !== "chain") return "rate" in definition ? { ...definition, rate } : definition;
  const paced = definition.parts.findLastIndex((part) => rateOf(part) !== undefined);
  return { ...definition, parts: definition.parts.map((part, k) => (k === paced ? withRate(rate, part) : part)) };
};
