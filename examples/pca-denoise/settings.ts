/** The flags of the program. */
import { either as E } from "fp-ts";
import {
  type CommonSettings,
  type Context,
  choice,
  flag,
  nonNegative,
  optional,
  positiveInt,
  probability,
  type SettingsOf,
} from "../../src/cli/index.js";
import { type Failure, usage } from "../../src/failure.js";

/** All of the program's own flags. */
export const flags = {
  variance: flag(probability, {
    default: 0.9,
    placeholder: "SHARE",
    help: "keep the fewest components with more than this share of the variance",
  }),
  components: optional(positiveInt, { help: "keep so many components instead" }),
  noise: flag(nonNegative, {
    default: 0.3,
    placeholder: "S",
    help: "standard deviation of the noise, in units of ink",
  }),
  method: choice(["full", "randomised"], {
    default: "full",
    help: "all components from the covariance, or only the first of them, for pictures of many pixels",
  }),
};

/** What the flags of a run decode to. */
export type Settings = CommonSettings & SettingsOf<typeof flags>;

/** What the program's run is given. */
export type Run = Context<SettingsOf<typeof flags>>;

/**
 * Judges flags that are right one by one.
 *
 * Errors: `NoCount` where the randomised method is not told how many components to look for; `BadShare`.
 */
export const refine = (settings: Settings): E.Either<Failure, Settings> => {
  const { method, components, variance } = settings;
  if (method === "randomised" && components === undefined)
    return E.left(
      usage("NoCount", "the randomised method finds as many components as it is asked for", {
        where: "--method",
        hint: "say how many with --components",
      }),
    );
  return variance > 0 && variance < 1
    ? E.right(settings)
    : E.left(
        usage("BadShare", "a share of the variance", {
          where: "--variance",
          expected: "above 0 and below 1",
          got: `${variance}`,
        }),
      );
};
