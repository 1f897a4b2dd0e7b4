/** The flags of the program: which model, which pictures, what to do with them. */
import { either as E, option as O } from "fp-ts";
import {
  type CommonSettings,
  type Context,
  flag,
  listOf,
  nonNegative,
  nonNegativeInt,
  oneOf,
  optional,
  path,
  positiveInt,
  type SettingsOf,
  type TextCodec,
  textCodec,
  toggle,
} from "../../src/cli/index.js";
import { type Failure, usage } from "../../src/failure.js";

/** All that can be done with a trained model, in the order in which it is done. */
export const deeds = [
  "encode",
  "decode",
  "reconstruct",
  "denoise",
  "sample",
  "interpolate",
  "arithmetic",
  "likelihood",
] as const;

/** One of them. */
export type Deed = (typeof deeds)[number];

/** So many numbers of pictures, with spaces between them. */
const places = (count: number, example: string): TextCodec<readonly number[]> =>
  textCodec(
    `${count} numbers of pictures from 0 up, as ${example}`,
    (text) => {
      const read = text.split(" ").map((one) => O.fromEither(nonNegativeInt.decode(one)));
      const found = O.sequenceArray(read);
      return O.filter((all: readonly number[]) => all.length === count)(found);
    },
    (all) => all.join(" "),
  );

/** All of the program's own flags. */
export const flags = {
  checkpoint: optional(path, {
    placeholder: "PATH",
    help: "the trained model: a checkpoint, or a folder of them, of which the latest is taken",
  }),
  do: optional(listOf(oneOf(deeds)), {
    placeholder: "A,B,...",
    help: `what: ${deeds.join(", ")} [default: all that the model can]`,
  }),
  resize: toggle("scale pictures of other sizes to the model's, each side by itself"),
  invert: toggle("dark on light paper, where the model learnt light on dark"),
  first: flag(positiveInt, { default: 1000, quick: 20, help: "at most so many of the pictures" }),
  count: flag(positiveInt, { default: 100, quick: 20, help: "sample: how many pictures" }),
  codes: optional(path, { placeholder: "FILE", help: "decode: codes as NPY, [n, latent] or [latent]" }),
  noise: flag(nonNegative, {
    default: 0.3,
    placeholder: "SD",
    help: "denoise: standard deviation of the noise that is added; 0 where the pictures have theirs",
  }),
  between: optional(places(2, "0 7"), {
    placeholder: "A B",
    words: 2,
    help: "interpolate: from picture A to picture B, counted from 0 [default: 0 1]",
  }),
  steps: flag(positiveInt, { default: 10, help: "interpolate: pictures on the way, both ends among them" }),
  arithmetic: optional(places(3, "0 1 2"), {
    placeholder: "A B C",
    words: 3,
    help: "arithmetic: the picture of z(A) + z(B) - z(C) [default: 0 1 2]",
  }),
  draws: flag(positiveInt, {
    default: 100,
    quick: 20,
    help: "likelihood: codes drawn for each picture; more are nearer",
  }),
};

/** What the flags of a run decode to. */
export type Settings = CommonSettings & SettingsOf<typeof flags>;

/** What the program's run is given. */
export type Run = Context<SettingsOf<typeof flags>>;

/** Flags of one deed, which may be left out. */
const flagsOf = { decode: "codes", interpolate: "between", arithmetic: "arithmetic" } as const;

/** Whether the command line asks for this one by name, or by a flag of its own. */
export const isAsked = (settings: Settings, deed: Deed): boolean =>
  settings.do?.includes(deed) === true ||
  (deed in flagsOf && settings[flagsOf[deed as keyof typeof flagsOf]] !== undefined);

/** What is to be done, if it can be: codes are decoded where there are some. */
export const wanted = (settings: Settings): readonly Deed[] =>
  deeds.filter((deed) => settings.do?.includes(deed) ?? (deed !== "decode" || isAsked(settings, deed)));

/**
 * Holds the flags against one another.
 *
 * Errors: `NoCheckpoint` where no model is named; `NoCodes` for `--do decode` without codes; `NothingToSet` for a flag
 * of what is not to be done.
 */
export const refine = (settings: Settings): E.Either<Failure, Settings> => {
  if (settings.checkpoint === undefined)
    return E.left(
      usage("NoCheckpoint", "no trained model is named", {
        where: "--checkpoint",
        expected: "a checkpoint or a folder of them",
        hint: "vae-mnist --checkpoint out/checkpoints makes some",
      }),
    );
  if (settings.do?.includes("decode") && settings.codes === undefined)
    return E.left(
      usage("NoCodes", "there are no codes to decode", { where: "--do decode", hint: "give --codes FILE.npy too" }),
    );
  const idle = Object.entries(flagsOf).find(
    ([deed, name]) => settings[name] !== undefined && settings.do?.includes(deed as Deed) === false,
  );
  return idle === undefined
    ? E.right(settings)
    : E.left(usage("NothingToSet", `it is for --do ${idle[0]}`, { where: `--${idle[1]}`, got: `--do ${settings.do}` }));
};
