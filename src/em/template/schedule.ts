import { either as E } from "fp-ts";
import { type Computation, mapSteps } from "../computation.js";
import { emSteps, type Fit, type Iteration, type Stop } from "../fold.js";
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

/** Where a run is: told after each iteration. */
export interface Progress {
  /** Index in the schedule, or the schedule's length for the run on all images. */
  readonly stage: number;
  readonly images: number;
  readonly iteration: Iteration<Template, Statistics>;
}

/** The template at the end of a stage. */
export interface StageResult extends Stage {
  readonly theta: Template;
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
 * all: one batch for data in memory. Stages with more images than there are run on all.
 */
export const planSteps = (model: Latent<Template, Batch, Statistics>, plan: Plan) =>
  function* (start: Template, all: Batch): Computation<Progress, TemplateFit> {
    const begin = (theta: Template): Template =>
      plan.schedulePrior === "carry" ? theta : { ...theta, prior: uniformPrior(plan.extents) };

    const stages: StageResult[] = [];
    let theta = start;
    for (const [stage, { images, iterations }] of plan.schedule.entries()) {
      const batch = firstOf(all, Math.min(images, all.count));
      const steps = emSteps(model, { iterations, tolerance: null })(begin(theta), [batch]);
      const fitted = yield* mapSteps(steps, (iteration) => ({ stage, images: batch.count, iteration }));
      if (E.isLeft(fitted)) return fitted;
      theta = fitted.right.theta;
      stages.push({ images: batch.count, iterations, theta });
    }

    let last = model.stats.empty;
    const steps = emSteps(model, plan.stop)(stages.length > 0 ? begin(theta) : theta, [all]);
    const fitted = yield* mapSteps(steps, (iteration) => {
      last = iteration.stats;
      return { stage: stages.length, images: all.count, iteration };
    });
    return E.map((fit: Fit<Template>): TemplateFit => ({ ...fit, stages, neverSeen: neverSeen(last) }))(fitted);
  };
