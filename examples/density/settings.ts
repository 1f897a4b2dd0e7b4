/** The flags of the program. */
import { either as E, option as O } from "fp-ts";
import {
  type CommonSettings,
  type Context,
  choice,
  flag,
  listOf,
  nonNegative,
  nonNegativeInt,
  oneOf,
  optional,
  pair,
  path,
  positive,
  positiveInt,
  type SettingsOf,
  type TextCodec,
  textCodec,
} from "../../src/cli/index.js";
import { type Failure, usage } from "../../src/failure.js";
import { kde } from "../../src/flat.js";

const bandwidth: TextCodec<kde.Bandwidth> = textCodec(
  "a number above 0, scott or silverman",
  (text) =>
    text === "scott" || text === "silverman" ? O.some<kde.Bandwidth>(text) : O.fromEither(positive.decode(text)),
  String,
);

/** All of the program's own flags. */
export const flags = {
  components: optional(positiveInt, {
    help: "normals of the mixture [default: 2 of the program's own points; of yours BIC chooses]",
  }),
  select: optional(pair("FROM-TO, two whole numbers from 1 up", "-", positiveInt, positiveInt), {
    placeholder: "FROM-TO",
    help: "let BIC choose among so many normals [default of your own data: 1-8]",
  }),
  covariance: choice(["full", "tied", "diagonal", "spherical"], {
    default: "full",
    help: "what a normal's covariance may be: any, one for all, axis-parallel, round",
  }),
  start: optional(oneOf(["k-means++", "random"]), {
    placeholder: "k-means++|random",
    help: "how a fit begins [default: k-means++; random of the program's own points, which k-means++ finds at once]",
  }),
  restarts: flag(positiveInt, { default: 4, quick: 2, help: "starts of each fit; the best bound wins" }),
  iterations: flag(nonNegativeInt, { default: 200, help: "of EM, at most" }),
  tolerance: flag(positive, { default: 0.01, placeholder: "NATS", help: "stop when the bound rises by less" }),
  floor: flag(nonNegative, {
    default: 1e-6,
    placeholder: "VARIANCE",
    help: "added to every variance, against normals that collapse onto a point",
  }),
  kernel: choice(kde.kernels, { default: "gaussian", help: "the kernel of the density estimate" }),
  bandwidth: optional(bandwidth, {
    placeholder: "H|scott|silverman",
    help: "its width [default: 1 of the program's own points, scott of yours]",
  }),
  bins: flag(positiveInt, { default: 30, help: "bins of a histogram" }),
  columns: optional(listOf(path), {
    placeholder: "NAME,...",
    help: "the columns to use, by name or by number from 1 [default: all]",
  }),
  array: optional(path, { placeholder: "NAME", help: "which array of an NPZ file" }),
};

/** What the flags of a run decode to. */
export type Settings = CommonSettings & SettingsOf<typeof flags>;

/** What the program's run is given. */
export type Run = Context<SettingsOf<typeof flags>>;

const contradiction = (what: string, where: string, details: Omit<Failure, "kind" | "fault" | "what"> = {}) =>
  E.left(usage("Contradiction", what, { where, ...details }));

/**
 * Judges flags that are right one by one.
 *
 * Errors: `Contradiction`.
 */
export const refine = (settings: Settings): E.Either<Failure, Settings> => {
  const { components, select, data, columns, array } = settings;
  if (components !== undefined && select !== undefined)
    return contradiction("--components says how many normals, --select lets BIC say", "--select", {
      hint: "give one of the two",
    });
  if (select !== undefined && select[0] > select[1])
    return contradiction("a range runs upwards", "--select", { got: `${select[0]}-${select[1]}` });
  if (data === undefined && (columns ?? array) !== undefined)
    return contradiction("only a file has columns and arrays", columns === undefined ? "--array" : "--columns", {
      hint: "name the file with --data",
    });
  return E.right(settings);
};

/** The numbers of normals that are tried: as the flags say, or else 2 for the program's own points and 1 to 8 for a user's. */
export const candidates = ({ components, select, data }: Settings): readonly number[] => {
  const open = data === undefined ? ([2, 2] as const) : ([1, 8] as const);
  const [from, to] = components === undefined ? (select ?? open) : [components, components];
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
};
