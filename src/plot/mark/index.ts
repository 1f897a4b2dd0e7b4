/**
 * The kinds of marks, one file each, in one open table. They may use scales, colours and the surface, and know nothing of
 * panels. Begin with `definition.ts`, then `line.ts`.
 */
import { either as E } from "fp-ts";
import type { Failure } from "../../failure.js";
import { undrawable } from "../values.js";
import { barsMark } from "./bars.js";
import { contourMark } from "./contour.js";
import { type BoundMark, bindMark, type Mark, type MarkDefinition } from "./definition.js";
import { heatmapMark } from "./heatmap.js";
import { imageMark } from "./image.js";
import { lineMark } from "./line.js";
import { rugMark } from "./rug.js";
import { ruleMark } from "./rule.js";
import { scatterMark } from "./scatter.js";
import { textMark } from "./text.js";

/** The kinds of marks that any figure may have. A user's own go beside them: `draw(context, figure, { marks })`. */
export const marks: readonly MarkDefinition[] = [
  lineMark,
  scatterMark,
  barsMark,
  rugMark,
  imageMark,
  heatmapMark,
  contourMark,
  ruleMark,
  textMark,
];

/**
 * A mark with what it means, by a table.
 *
 * Errors: `NotDrawable` for a kind that no row of the table has, or what its definition says is wrong with the mark.
 */
export const boundMark =
  (table: readonly MarkDefinition[]) =>
  (mark: Mark): E.Either<Failure, BoundMark> => {
    const definition = table.find(({ kind }) => kind === mark.kind);
    if (definition === undefined) {
      const kinds = table.map(({ kind }) => kind).join(", ");
      return E.left(undrawable("a kind of mark that is not defined", `one of ${kinds}`, mark.kind));
    }
    const wrong = definition.check?.(mark);
    return wrong === undefined ? E.right(bindMark(definition, mark)) : E.left(wrong);
  };
