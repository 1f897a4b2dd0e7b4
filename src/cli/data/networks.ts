/** On which networks a program runs. */
import { either as E } from "fp-ts";
import { convNetworks, denseNetworks, lightNetworks, type PictureNetworks } from "../../autoencoder/presets/index.js";
import type { ImageSet } from "../../data/labelledImages.js";
import { type Failure, usage } from "../../failure.js";
import { choice } from "../flags/flag.js";

/** The networks that a program can run on, by name. */
export const networkNames = ["conv", "light", "dense"] as const;
/** One of them. */
export type NetworkName = (typeof networkNames)[number];

/** What they are, for the help page. */
export const aboutNetworks =
  "conv and light, a sixth of its work, are convolutions for pictures of 28 x 28; dense has two layers of 256 on each side";

/** --network */
export const networkFlag = choice(networkNames, { default: "conv", quick: "dense", help: aboutNetworks });

/**
 * The networks for the pictures of a set.
 *
 * Errors: `WrongSize` where convolutions are asked for and the pictures are not of 28 x 28.
 */
export const networksFor = (
  network: NetworkName,
  { height, width }: Pick<ImageSet, "height" | "width">,
): E.Either<Failure, PictureNetworks> => {
  if (network === "dense") return E.right(denseNetworks([height, width]));
  return height === 28 && width === 28
    ? E.right({ conv: convNetworks, light: lightNetworks }[network])
    : E.left(
        usage("WrongSize", "the convolutions take pictures of 28 x 28", {
          where: "--network",
          got: `${height} x ${width}`,
          hint: "take --network dense",
        }),
      );
};

/**
 * A set whose pictures have labels.
 *
 * Errors: `NoLabels` where there are not two classes.
 */
export const expectLabels = <Set extends ImageSet>(set: Set): E.Either<Failure, Set> =>
  set.classes.length > 1
    ? E.right(set)
    : E.left(
        usage("NoLabels", "this model learns from labelled pictures", {
          where: "--data",
          expected: "two classes or more",
          got: `${set.classes.length}`,
        }),
      );
