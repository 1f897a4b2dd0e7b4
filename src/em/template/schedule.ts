import { either as E } from "fp-ts";
import { type Computation, mapSteps } from "../../core/computation.js";
import { emSteps, type Fit, type Iteration, type Position, type Stop } from "../fold.js";
import type { Latent } from "../latent.js";
import { type Batch, firstOf } from "./batch.js";
import type { Extents } from "./extents.js";
import { type NeverSeen, neverSeen } from "./maximise.js";
import type { Statistics } from "./statistics.js";
import { type Template, uniformPrior } from "./theta.js";

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

/** What a stage has found. */
export interface StageResult extends Stage {
  readonly theta: Template;
  /** As that of a `Fit`. */
  readonly trace: readonly number[];
}

/** Where a plan is: in the stage behind those that are over. Plain data, and all that the rest of the plan depends on. */
export interface PlanPosition extends Position<Template> {
  readonly stages: readonly StageResult[];
  /** Of the M-step that made theta. */
  readonly neverSeen: NeverSeen;
}

/** Where a run is: told after each iteration. */
export interface Progress {
  /** Index in the schedule, or the schedule's length for the run on all images. */
  readonly stage: number;
  readonly images: number;
  readonly iteration: Iteration<Template, Statistics>;
  /** From which the plan goes on as if it had never stopped. */
  readonly position: PlanPosition;
}

/** A fit with what its schedule found on the way. */
export interface TemplateFit extends Fit<Template> {
  readonly stages: readonly StageResult[];
  /** 1 where no image ever showed the pixel: of the background (B is 0 there) and of the face. */
  readonly neverSeen: NeverSeen;
}

/** A whole run: the schedule, then all images until `stop`. */
export interface Plan {
  readonly extents: Extents;
  readonly schedule: readonly Stage[];
  readonly schedulePrior: SchedulePrior;
  readonly stop: Stop;
}

/**
 * The schedule as a fold over prefixes of the data, then EM on all of them.
 *
 * from: a start, or any position of an earlier run of the plan. all: one batch for data in memory. Stages with more
 * images than there are run on all.
 */
export const planSteps = (model: Latent<Template, Batch, Statistics>, plan: Plan) =>
  function* (from: PlanPosition, all: Batch): Computation<Progress, TemplateFit> {
    const { extents, schedule, schedulePrior } = plan;
    /** What a stage begins with; one that is under way goes on with what it has. */
    const begun = (at: PlanPosition): PlanPosition =>
      schedulePrior === "carry" || at.trace.length > 0
        ? at
        : { ...at, theta: { ...at.theta, prior: uniformPrior(extents) } };

    function* run(at: PlanPosition, batch: Batch, stop: Stop): Computation<Progress, TemplateFit> {
      const { stages } = at;
      let seen = at.neverSeen;
      const fitted = yield* mapSteps(emSteps(model, stop)(at, [batch]), (iteration): Progress => {
        const { theta, trace, stats } = iteration;
        seen = neverSeen(stats);
        const position = { theta, trace, stages, neverSeen: seen };
        return { stage: stages.length, images: batch.count, iteration, position };
      });
      return E.map((fit: Fit<Template>): TemplateFit => ({ ...fit, stages, neverSeen: seen }))(fitted);
    }

    let at = from;
    for (const { images, iterations } of schedule.slice(from.stages.length)) {
      const batch = firstOf(all, Math.min(images, all.count));
      const fitted = yield* run(begun(at), batch, { iterations, tolerance: null });
      if (E.isLeft(fitted)) return fitted;
      const { theta, trace, stages, neverSeen } = fitted.right;
      const over = { images: batch.count, iterations, theta, trace };
      at = { theta, trace: [], stages: [...stages, over], neverSeen };
    }
    return yield* run(schedule.length > 0 ? begun(at) : at, all, plan.stop);
  };
