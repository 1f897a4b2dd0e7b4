/** What every fit has: its starts, their iterations, where they are, and the best of them. */
import { either as E, function as F } from "fp-ts";
import { type Computation, mapSteps } from "../core/computation.js";
import { type Key, split } from "../core/key.js";
import type { Failure } from "../failure.js";
import type { Runtime } from "../wasm/runtime.js";
import { type EmData, type GivenData, givenData, type Lent, lendChunks } from "./chunks.js";
import type { Fit, Iteration, Position, Stop } from "./fold.js";
import type { Degenerate, Latent } from "./latent.js";
import type { EmFunctions, EmModel, EmSetting } from "./model.js";
import { type EmOptions, type EmSettings, emSettings, expectFitted } from "./options.js";
import { type EmPosition, endStart, finalLogLikelihood, noneOver, type StartsOver } from "./starts.js";

/** A model with the data of a fit in its workspace. */
export interface OpenFit<Theta, Data, Stats, Chunk> {
  readonly setting: EmSetting<Data>;
  readonly functions: EmFunctions<Theta, Data, Stats, Chunk>;
  /** The model on chunks that are lent. */
  readonly latent: Latent<Theta, Lent<Data, Chunk>, Stats>;
  readonly chunks: Iterable<Lent<Data, Chunk>>;
  readonly stop: Stop;
}

/** An iteration of one start, and where that led. */
export interface StartStep<Theta, Stats, Extra> {
  readonly iteration: Iteration<Theta, Stats>;
  readonly position: Position<Theta> & Extra;
}

/** The way from a start to its end: `emSteps`, or what a model has around it. More: what it tells of an iteration. */
export interface StartPlan<Theta, Stats, Extra, More> {
  readonly begin: (theta: Theta) => Position<Theta> & Extra;
  readonly steps: (
    from: Position<Theta> & Extra,
  ) => Computation<StartStep<Theta, Stats, Extra> & More, Fit<Theta> & Extra>;
}

/** Where a fit is: told after each iteration. */
export interface EmProgress<Theta, Stats, Extra = unknown> {
  /** The number of the start, from 0. */
  readonly restart: number;
  readonly iteration: Iteration<Theta, Stats>;
  /** From which the fit resumes as if it had never stopped. */
  readonly position: EmPosition<Theta, Extra>;
}

/** What all starts together have found. */
export interface BestStart {
  /** The number of the start that won. */
  readonly restart: number;
  /** Final log-likelihood of each start, in order; the message of one that failed. */
  readonly bounds: readonly (number | string)[];
}

/** The best of several starts. */
export interface EmFit<Theta> extends Fit<Theta>, BestStart {}

/** A kind of fit: a model, the way that its starts take, and what is made of the best of them. */
export interface DrivenFit<Theta, Data, Stats, Chunk, Extra, More, Result> {
  readonly model: EmModel<Theta, Data, Stats, Chunk>;
  readonly plan: (open: OpenFit<Theta, Data, Stats, Chunk>) => StartPlan<Theta, Stats, Extra, More>;
  readonly finish: (open: OpenFit<Theta, Data, Stats, Chunk>, best: Fit<Theta> & Extra & BestStart) => Result;
}

/** Whether a start and a position from outside fit the data. */
const checkGiven = <Theta, Extra>(
  { check }: Pick<EmFunctions<Theta, never, unknown>, "check">,
  { start, from }: EmOptions<Theta, Extra>,
): E.Either<Failure, unknown> =>
  E.traverseArray((theta: Theta | undefined) => (theta === undefined || !check ? E.right(theta) : check(theta)))([
    start,
    from?.underWay.theta,
  ]);

/** The fits from all starts. */
function* fitsOf<Theta, Data, Stats, Chunk, Extra, More, Result>(
  key: Key,
  { plan, finish }: DrivenFit<Theta, Data, Stats, Chunk, Extra, More, Result>,
  open: OpenFit<Theta, Data, Stats, Chunk>,
  restarts: number,
  { start, from }: EmOptions<Theta, Extra>,
): Computation<EmProgress<Theta, Stats, Extra> & More, Result> {
  type Found = Fit<Theta> & Extra;
  const { begin, steps } = plan(open);
  const keys = split(key, restarts);
  const startOf = (restart: number): E.Either<Failure, Theta> =>
    start === undefined ? open.functions.start(keys[restart]!) : E.right(start);

  let iterationsDone = from?.iterationsDone ?? 0;
  let over: StartsOver<Found> = from ?? noneOver;
  for (let restart = over.bounds.length; restart < restarts; restart++) {
    const { bounds, best } = over;
    const at =
      from !== undefined && restart === from.bounds.length ? E.right(from.underWay) : E.map(begin)(startOf(restart));
    if (E.isLeft(at)) {
      over = endStart(over, at);
      continue;
    }
    const fitted: E.Either<Degenerate, Found> = yield* mapSteps(steps(at.right), ({ position: underWay, ...told }) => {
      iterationsDone += 1;
      const position: EmPosition<Theta, Extra> = { iterationsDone, bounds, best, underWay };
      return { ...told, restart, position } as unknown as EmProgress<Theta, Stats, Extra> & More;
    });
    over = endStart(over, fitted);
  }
  const { bounds } = over;
  return E.map((fit: Found) => finish(open, { ...fit, restart: bounds.indexOf(finalLogLikelihood(fit)), bounds }))(
    over.best!,
  );
}

/** The model opened in a workspace of its own, and the fits from all starts. */
const openedFit = <Theta, Data, Stats, Chunk, Extra, More, Result>(
  runtime: Runtime,
  key: Key,
  driven: DrivenFit<Theta, Data, Stats, Chunk, Extra, More, Result>,
  given: GivenData<Data>,
  settings: EmSettings,
  options: EmOptions<Theta, Extra>,
): Computation<EmProgress<Theta, Stats, Extra> & More, Result> =>
  runtime.lend(function* (workspace): Computation<EmProgress<Theta, Stats, Extra> & More, Result> {
    const { iterations, tolerance, restarts, hard } = settings;
    const setting = { runtime, workspace, first: given.first, hard };
    const opened = F.pipe(
      driven.model(setting),
      E.chainFirst((functions) => checkGiven(functions, options)),
    );
    if (E.isLeft(opened)) return opened;
    const functions = opened.right;
    const { stats, maximise, bound } = functions;
    const latent: Latent<Theta, Lent<Data, Chunk>, Stats> = {
      stats,
      maximise,
      bound,
      expect: (theta, lent) => lent.use((chunk) => workspace.arena.scope(() => functions.expect(theta, chunk))),
    };
    const chunks = lendChunks(workspace, functions, given);
    const stop = { iterations, tolerance };
    return yield* fitsOf(key, driven, { setting, functions, latent, chunks, stop }, restarts, options);
  });

/**
 * A fit of any kind, one iteration at a time: from each start in turn, or on from a position.
 *
 * Errors: `BadOption`, `BadArgument`, `OnlyOnce`, `NoChunks`; those of the model, of its `check` and, where every start
 * fails, of the first start.
 */
export function* driveSteps<Theta, Data, Stats, Chunk, Extra, More, Result>(
  runtime: Runtime,
  key: Key,
  driven: DrivenFit<Theta, Data, Stats, Chunk, Extra, More, Result>,
  data: EmData<Data>,
  options: EmOptions<Theta, Extra>,
): Computation<EmProgress<Theta, Stats, Extra> & More, Result> {
  const asked = F.pipe(
    expectFitted(runtime, key, driven.model),
    E.chain(() => emSettings(options)),
    E.bindTo("settings"),
    E.bind("given", () => givenData(data)),
  );
  if (E.isLeft(asked)) return asked;
  const { settings, given } = asked.right;
  return yield* openedFit(runtime, key, driven, given, settings, options);
}
