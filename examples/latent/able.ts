/** What cannot be done with a model and some pictures, and why. */
import { badData, type Failure, usage } from "../../src/failure.js";
import type { Given } from "./given.js";
import type { Opened } from "./open.js";
import type { Deed, Settings } from "./settings.js";

/** Places of the pictures that are interpolated between, and of those whose codes are added up. */
export const endsOf = ({ between }: Settings): readonly number[] => between ?? [0, 1];
export const summandsOf = ({ arithmetic }: Settings): readonly number[] => arithmetic ?? [0, 1, 2];

const onlyVae = (what: string, deed: Deed, { kind }: Opened): Failure =>
  badData("NotAVae", what, { where: `--do ${deed}`, expected: "a checkpoint of a VAE", got: `one of kind ${kind}` });

const noPicture = (where: string, places: readonly number[], count: number): Failure | undefined => {
  const beyond = places.find((place) => place >= count);
  return beyond === undefined
    ? undefined
    : usage("NoSuchPicture", "there is no picture of this number", {
        where,
        expected: `0 to ${count - 1}, of ${count} picture${count === 1 ? "" : "s"}`,
        got: `${beyond}`,
      });
};

/** Why this is not to be had, if so. */
export const obstacle = (
  deed: Deed,
  settings: Settings,
  opened: Opened,
  { pictures: { names } }: Given,
): Failure | undefined => {
  switch (deed) {
    case "sample":
      return opened.vae ? undefined : onlyVae("its codes have no distribution to draw from", deed, opened);
    case "likelihood":
      return opened.vae ? undefined : onlyVae("it has no log p(x)", deed, opened);
    case "interpolate":
      return noPicture("--between", endsOf(settings), names.length);
    case "arithmetic":
      return noPicture("--arithmetic", summandsOf(settings), names.length);
    default:
      return undefined;
  }
};
