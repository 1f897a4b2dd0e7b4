/** All of a kept fit by EM but its arrays, as JSON has it. */
import { either as E } from "fp-ts";
import * as t from "io-ts";
import { Natural, Real } from "../../core/ranges.js";
import { iterationsDone } from "../../em/fold.js";
import type { EmPosition } from "../../em/starts.js";
import type { Failure } from "../../failure.js";

/** A run of one start: what the header has of it. Notes: what the model's own runs have besides. */
export type RunHeader<Notes> = Notes & { readonly iterations: number };

/** The best of the starts that are over, for the header. */
export type BestHeader<Notes> = RunHeader<Notes> & { readonly outcome: "converged" | "exhausted" };

/** The starts that are over: none; and the best of them; and why the first failed, where all have. */
export type OverHeader<Notes> =
  | null
  | { readonly bounds: readonly (number | string)[]; readonly best: BestHeader<Notes> }
  | { readonly bounds: readonly (number | string)[]; readonly failure: Failure };

/** The header of a checkpoint of a fit by EM. */
export interface EmHeader<Size, Notes> {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly extents: Size;
  /** Iterations over all starts. */
  readonly made: number;
  readonly over: OverHeader<Notes>;
  readonly underWay: RunHeader<Notes>;
}

const FailureNow = t.exact(
  t.intersection([
    t.type({ kind: t.string, fault: t.keyof({ usage: null, data: null, numerical: null }), what: t.string }),
    t.partial({ where: t.string, expected: t.string, got: t.string, hint: t.string }),
  ]),
);

/** A failure; early files of version 1 have `_tag` for its kind, and `kind` for whose fault it is. */
const KeptFailure = new t.Type<t.TypeOf<typeof FailureNow>, t.OutputOf<typeof FailureNow>, unknown>(
  FailureNow.name,
  FailureNow.is,
  (input, context) => {
    const { _tag, kind, ...rest } = (t.UnknownRecord.is(input) ? input : {}) as Record<string, unknown>;
    return FailureNow.validate(_tag === undefined ? input : { ...rest, kind: _tag, fault: kind }, context);
  },
  FailureNow.encode,
);

const Bounds = t.readonlyArray(t.union([Real, t.string]));

/** The codec of a header, given that of the size of theta and those of what a run has besides. */
export const emHeader = <Size, Notes>(
  size: t.Type<Size, unknown>,
  notes: t.Props,
): t.Type<EmHeader<Size, Notes>, unknown> => {
  const Best = t.strict({ ...notes, iterations: Natural, outcome: t.keyof({ converged: null, exhausted: null }) });
  const header = t.strict(
    {
      settings: t.UnknownRecord,
      extents: size,
      made: Natural,
      over: t.union([
        t.null,
        t.strict({ bounds: Bounds, best: Best }),
        t.strict({ bounds: Bounds, failure: KeptFailure }),
      ]),
      underWay: t.strict({ ...notes, iterations: Natural }),
    },
    "a checkpoint",
  );
  return header as unknown as t.Type<EmHeader<Size, Notes>, unknown>;
};

/** The header of a position. */
export const headerOf = <Theta, Extra, Size, Notes>(
  settings: EmHeader<Size, Notes>["settings"],
  { iterationsDone: made, bounds, best, underWay }: EmPosition<Theta, Extra>,
  sizeOf: (theta: Theta) => Size,
  notesOf: (run: Extra) => Notes,
): EmHeader<Size, Notes> => {
  const overOf = (): OverHeader<Notes> => {
    if (best === undefined) return null;
    if (E.isLeft(best)) return { bounds, failure: best.left };
    const { iterations, outcome } = best.right;
    return { bounds, best: { iterations, outcome, ...notesOf(best.right) } };
  };
  return {
    settings,
    extents: sizeOf(underWay.theta),
    made,
    over: overOf(),
    underWay: { ...notesOf(underWay), iterations: iterationsDone(underWay) },
  };
};
