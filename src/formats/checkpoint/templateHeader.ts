/** All of a kept fit of a hidden template but its tensors, as JSON has it. */
import { either as E } from "fp-ts";
import * as t from "io-ts";
import { Count, Natural, Real } from "../../core/ranges.js";
import { iterationsDone } from "../../em/fold.js";
import type { Extents } from "../../em/template/extents.js";
import type { FitPosition, Over } from "../../em/template/position.js";
import type { Template } from "../../em/template/theta.js";

/** A fit as it is kept. */
export interface TemplateCheckpoint {
  /** What the run was asked for, as data: a run that goes on from here must be asked for the same. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly position: FitPosition;
}

const Stages = t.readonlyArray(t.strict({ images: Count, iterations: Natural }));
/** The stages that are over, but for what they found. */
export type Stages = t.TypeOf<typeof Stages>;

const Best = t.strict({
  stages: Stages,
  iterations: Natural,
  outcome: t.keyof({ converged: null, exhausted: null }),
});

const ReasonOfNow = t.exact(
  t.intersection([
    t.type({ kind: t.string, fault: t.keyof({ usage: null, data: null, numerical: null }), what: t.string }),
    t.partial({ where: t.string, expected: t.string, got: t.string, hint: t.string }),
  ]),
);

/** A failure; files of version 1 have `_tag` for its kind, and `kind` for whose fault it is. */
const Reason = new t.Type<t.TypeOf<typeof ReasonOfNow>, t.OutputOf<typeof ReasonOfNow>, unknown>(
  ReasonOfNow.name,
  ReasonOfNow.is,
  (input, context) => {
    const { _tag, kind, ...rest } = (t.UnknownRecord.is(input) ? input : {}) as Record<string, unknown>;
    return ReasonOfNow.validate(_tag === undefined ? input : { ...rest, kind: _tag, fault: kind }, context);
  },
  ReasonOfNow.encode,
);

const Bounds = t.readonlyArray(t.union([Real, t.string]));

/** The header of a checkpoint of a template's fit. */
export const TemplateHeader = t.strict(
  {
    settings: t.UnknownRecord,
    extents: t.strict({ height: Count, width: Count, faceHeight: Count, faceWidth: Count }),
    /** Iterations over all stages of all starts. */
    made: Natural,
    /** Starts that are over: none; and the best of them; and why the first failed, where all have. */
    over: t.union([t.null, t.strict({ bounds: Bounds, best: Best }), t.strict({ bounds: Bounds, failure: Reason })]),
    underWay: t.strict({ stages: Stages, iterations: Natural }),
  },
  "a checkpoint",
);
export type TemplateHeader = t.TypeOf<typeof TemplateHeader>;

const extentsOf = ({ face, background }: Template): Extents => {
  const [height, width] = background.shape as [number, number];
  const [faceHeight, faceWidth] = face.shape as [number, number];
  return { height, width, faceHeight, faceWidth };
};

const overOf = ({ bounds, best }: Over): TemplateHeader["over"] =>
  best === undefined ? null : E.isLeft(best) ? { bounds, failure: best.left } : { bounds, best: best.right };

/** The header of a checkpoint. */
export const headerOf = ({ settings, position }: TemplateCheckpoint): TemplateHeader => {
  const { made, underWay } = position;
  const { stages, theta } = underWay;
  const iterations = iterationsDone(underWay);
  return { settings, extents: extentsOf(theta), made, over: overOf(position), underWay: { stages, iterations } };
};
