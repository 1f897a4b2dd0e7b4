/** Growing subsets: a few iterations on the first images, then on more, then on all until EM stops. */
import { either as E } from "fp-ts";
import { type Checked, checked, expectCount, expectName, expectOption } from "../../core/checks.js";
import { type Computation, mapSteps } from "../../core/computation.js";
import type { Lent } from "../chunks.js";
import type { OpenFit, StartPlan, StartStep } from "../driver.js";
import { emSteps, type Fit, type Position, type Stop } from "../fold.js";
import type { TemplateStatistics } from "./expect.js";
import { firstOf, type PreparedImages } from "./frames.js";
import type { Images } from "./images.js";
import { type NeverSeen, neverSeen } from "./maximise.js";
import { type Template, type TemplateExtents, uniformOver } from "./theta.js";

/** One stage of the growing-subset schedule: so many iterations on the first so many images. */
export interface Stage {
  readonly images: number;
  readonly iterations: number;
}

/** First a few images, then more: a cheap way to a good start. */
export const defaultSchedule: readonly Stage[] = [
  { images: 50, iterations: 5 },
  { images: 100, iterations: 1 },
  { images: 300, iterations: 1 },
  { images: 500, iterations: 1 },
  { images: 1000, iterations: 1 },
];

/**
 * What becomes of the prior when the subset grows. Carried on, an exact 0 can never come back; "uniform" begins each
 * stage with 1 / D.
 */
export type SchedulePrior = "uniform" | "carry";

/** How the stages before the run on all images go. */
export interface ScheduleOptions {
  /** Stages before the run on all images; none if absent. */
  readonly schedule?: readonly Stage[];
  /** "uniform" if absent. */
  readonly schedulePrior?: SchedulePrior;
}

/** Whether a schedule can be followed. Errors: `BadOption`. */
export const expectSchedule = ({ schedule = [], schedulePrior = "uniform" }: ScheduleOptions): Checked =>
  Array.isArray(schedule)
    ? checked(
        schedule,
        expectName("schedulePrior", schedulePrior, ["uniform", "carry"]),
        ...schedule.flatMap((stage: Partial<Stage> | null, i) => [
          expectCount(`schedule.${i}.images`, stage?.images),
          expectCount(`schedule.${i}.iterations`, stage?.iterations, { least: 0 }),
        ]),
      )
    : expectOption("schedule", false, "an array of stages { images, iterations }", schedule);

/** What a stage has found. */
export interface StageResult extends Stage {
  readonly theta: Template;
  /** As that of a `Fit`. */
  readonly trace: readonly number[];
}

/** What a run of a template carries besides theta and trace, on its way and at its end. */
export interface TemplateNotes {
  /** The stages that are over. */
  readonly stages: readonly StageResult[];
  /** Of the M-step that made theta: 1 where no image ever showed the pixel, of the face or the background (B is 0 there). */
  readonly neverSeen: NeverSeen;
}

/** In which stage a run is: told with each iteration. */
export interface StageProgress {
  /** Index in the schedule, or the schedule's length for the run on all images. */
  readonly stage: number;
  /** How many images the stage is on. */
  readonly images: number;
}

type At = Position<Template> & TemplateNotes;
type Chunks = Iterable<Lent<Images, PreparedImages>>;
type Run = Computation<
  StartStep<Template, TemplateStatistics, TemplateNotes> & StageProgress,
  Fit<Template> & TemplateNotes
>;

/** The chunks of the first so many images, the last of them cut short. */
const prefixOf = (chunks: Chunks, images: number): Chunks => ({
  *[Symbol.iterator]() {
    let left = images;
    for (const { data, use } of chunks) {
      const count = Math.min(left, data.count);
      yield {
        data: { ...data, count },
        use: <A>(body: (prepared: PreparedImages) => A): A => use((prepared) => body(firstOf(prepared, count))),
      };
      left -= count;
      if (left === 0) return;
    }
  },
});

const countOf = (chunks: Chunks): number => {
  let count = 0;
  for (const { data } of chunks) count += data.count;
  return count;
};

/** The pixels that no M-step has seen, before the first: none. */
const noneUnseen = ({ height, width, faceHeight, faceWidth }: TemplateExtents): NeverSeen => ({
  face: new Uint8Array(faceHeight * faceWidth),
  background: new Uint8Array(height * width),
});

/**
 * The schedule as a fold over prefixes of the data, then EM on all of them. Stages of more images than there are run on
 * all.
 */
export const schedulePlan = (
  extents: TemplateExtents,
  { schedule = [], schedulePrior = "uniform" }: ScheduleOptions,
  {
    latent,
    chunks,
    stop,
  }: Pick<OpenFit<Template, Images, TemplateStatistics, PreparedImages>, "latent" | "chunks" | "stop">,
): StartPlan<Template, TemplateStatistics, TemplateNotes, StageProgress> => {
  /** What a stage begins with; one that is under way keeps what it has. */
  const begun = (at: At): At =>
    schedulePrior === "carry" || at.trace.length > 0
      ? at
      : { ...at, theta: { ...at.theta, prior: uniformOver(extents) } };

  function* run(at: At, images: Chunks, until: Stop): Run {
    const { stages } = at;
    let seen = at.neverSeen;
    const fitted = yield* mapSteps(emSteps(latent, until)(at, images), (iteration) => {
      const { theta, trace, stats } = iteration;
      seen = neverSeen(stats);
      const position = { theta, trace, stages, neverSeen: seen };
      return { stage: stages.length, images: stats.count, iteration, position };
    });
    return E.map((fit: Fit<Template>) => ({ ...fit, stages, neverSeen: seen }))(fitted);
  }

  return {
    begin: (theta) => ({ theta, trace: [], stages: [], neverSeen: noneUnseen(extents) }),
    *steps(from): Run {
      let at = from;
      for (const { images, iterations } of schedule.slice(from.stages.length)) {
        const prefix = prefixOf(chunks, images);
        const fitted = yield* run(begun(at), prefix, { iterations, tolerance: null });
        if (E.isLeft(fitted)) return fitted;
        const { theta, trace, stages, neverSeen } = fitted.right;
        const over = { images: countOf(prefix), iterations, theta, trace };
        at = { theta, trace: [], stages: [...stages, over], neverSeen };
      }
      return yield* run(schedule.length > 0 ? begun(at) : at, chunks, stop);
    },
  };
};
