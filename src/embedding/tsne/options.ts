import { either as E, function as F } from "fp-ts";
import { checked, expectCount, expectName, expectNumber, expectOption, expectOptions } from "../../core/checks.js";
import type { Precision } from "../../core/random.js";
import type { Tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import { checkData, checkPoints, methods, type TsneMethod } from "./checks.js";
import type { DescentOptions } from "./descent.js";

/** Iterations of one kind. Motion is lost and gains are 1 again where a phase begins, as in scikit-learn. */
export interface TsnePhase extends Omit<DescentOptions, "rate"> {
  readonly iterations: number;
}

/** How a map is made; all has a default. */
export interface TsneOptions {
  /** How many neighbours a point has, in effect: 30. */
  readonly perplexity?: number;
  /** Dimensions of the map, 1, 2 or 3: 2. */
  readonly components?: number;
  /** `auto`: exact below 3,000 points, and where the map is no plane. */
  readonly method?: TsneMethod | "auto";
  /** Of the tree: a cell counts as one point where its side is below theta times its distance, 0 to 1: 0.5. */
  readonly theta?: number;
  /** 250 iterations with exaggeration 12 and momentum 0.5, then 750 without and with momentum 0.8. */
  readonly phases?: readonly TsnePhase[];
  /** max(n / 48, 50): n over 4 times an exaggeration of 12 (Belkina and others, 2019). */
  readonly rate?: number;
  /** Where the points begin: at random, at the first principal components (`rescale`d), or here, (n, components). */
  readonly initialization?: "random" | "pca" | Tensor;
  /** What affinities and map are stored in: float32. */
  readonly precision?: Precision;
  /** Iterations between two reports: 50. */
  readonly every?: number;
}

/** Exaggeration, then without. */
const usualPhases: readonly TsnePhase[] = [
  { iterations: 250, exaggeration: 12, momentum: 0.5 },
  { iterations: 750, exaggeration: 1, momentum: 0.8 },
];

/** All that is to be known of a run. */
export interface TsneSettings extends Required<TsneOptions> {
  readonly n: number;
  readonly method: TsneMethod;
}

/**
 * Points from which on `auto` takes the tree. It is faster from 300 on, and five times from 3,000 on (bench/tsne.ts);
 * below, all pairs take some seconds, and leave nothing out.
 */
const crossover = 3000;

/**
 * The method for n points, where none was asked for.
 *
 * @example
 * methodFor(10_000, 2, "auto") // => "barnesHut"
 */
export const methodFor = (n: number, dims: number, method: TsneMethod | "auto"): TsneMethod => {
  if (method !== "auto") return method;
  return dims === 2 && n >= crossover ? "barnesHut" : "exact";
};

/** A map has so many dimensions; one by a tree is of the plane. */
const checkComponents = (components: unknown, method: unknown): E.Either<Failure, unknown> => {
  const [who, possible] = method === "barnesHut" ? [", by Barnes-Hut", [2]] : ["", [1, 2, 3]];
  return expectOption(
    "components",
    possible.includes(components as number),
    `${possible.join(", ")}${who}`,
    components,
  );
};

const checkPhase = (phase: unknown): E.Either<Failure, unknown> => {
  const { iterations, exaggeration, momentum } = (phase ?? {}) as Partial<TsnePhase>;
  return F.pipe(
    expectOptions(phase, ["iterations", "exaggeration", "momentum"]),
    E.chainW(() =>
      checked(
        phase,
        expectCount("phases.iterations", iterations, { least: 0 }),
        expectNumber("phases.exaggeration", exaggeration, "above 0"),
        expectMomentum("phases.momentum", momentum),
      ),
    ),
  );
};

/** A share of the last step, 0 to below 1. Errors: `BadOption`. */
export const expectMomentum = (name: string, momentum: unknown): E.Either<Failure, unknown> =>
  expectOption(
    name,
    typeof momentum === "number" && momentum >= 0 && momentum < 1,
    "a number from 0 to below 1",
    momentum,
  );

const names = ["perplexity", "components", "method", "theta", "phases", "rate", "initialization", "precision", "every"];

/**
 * Fills in the defaults, scikit-learn's but for the initialization, and holds options and data against each other.
 *
 * Errors: `ShapeMismatch`, `NotFinite`, `TooManyPoints`, `BadPerplexity`; `BadOption`, `BadArgument`.
 */
export const settingsOf = (x: Tensor, options: TsneOptions): E.Either<Failure, TsneSettings> =>
  F.pipe(
    expectOptions(options, names),
    E.chainW(() => {
      const { perplexity = 30, components = 2, theta = 0.5, phases = usualPhases } = options;
      const { precision = "float32", every = 50, method = "auto", initialization = "random", rate } = options;
      return checked(
        { perplexity, components, theta, phases, precision, every, method, initialization, rate },
        expectName("method", method, ["auto", ...methods]),
        checkComponents(components, method),
        expectOption("theta", typeof theta === "number" && theta >= 0 && theta <= 1, "a number from 0 to 1", theta),
        expectOption("phases", Array.isArray(phases), "a list of phases", phases),
        F.pipe(Array.isArray(phases) ? phases : [], E.traverseArray(checkPhase)),
        rate === undefined ? E.right(rate) : expectNumber("rate", rate, "above 0"),
        typeof initialization === "string"
          ? expectName("initialization", initialization, ["random", "pca"])
          : E.right(initialization),
        expectName("precision", precision, ["float32", "float64"]),
        expectCount("every", every),
      );
    }),
    E.chain(({ method, rate, ...asked }) => {
      const { components, perplexity, precision, initialization } = asked;
      const methodOf = (n: number): TsneMethod => methodFor(n, components, method);
      return F.pipe(
        checkData(x, perplexity, precision, methodOf),
        E.chainFirst((n) =>
          typeof initialization === "string"
            ? E.right(undefined)
            : checkPoints("the initialization", initialization, [n, components]),
        ),
        E.map((n) => ({ ...asked, n, method: methodOf(n), rate: rate ?? Math.max(n / 48, 50) })),
      );
    }),
  );
