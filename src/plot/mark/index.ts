import { type Bars, barsInterpreter } from "./bars.js";
import { type Contour, contourInterpreter } from "./contour.js";
import { type Heatmap, heatmapInterpreter } from "./heatmap.js";
import { type Image, imageInterpreter } from "./image.js";
import type { Interpreter } from "./interpreter.js";
import { type Line, lineInterpreter } from "./line.js";
import { type Rug, rugInterpreter } from "./rug.js";
import { type Rule, ruleInterpreter } from "./rule.js";
import { type Scatter, scatterInterpreter } from "./scatter.js";
import { type Text, textInterpreter } from "./text.js";

/** Everything that a panel can show. */
export type Mark = Line | Scatter | Bars | Rug | Image | Heatmap | Contour | Rule | Text;

const interpreters: { readonly [T in Mark["_tag"]]: Interpreter<Extract<Mark, { readonly _tag: T }>> } = {
  Line: lineInterpreter,
  Scatter: scatterInterpreter,
  Bars: barsInterpreter,
  Rug: rugInterpreter,
  Image: imageInterpreter,
  Heatmap: heatmapInterpreter,
  Contour: contourInterpreter,
  Rule: ruleInterpreter,
  Text: textInterpreter,
};

/** The interpreter of a mark. The record's type pairs tag and interpreter; the compiler cannot follow it through `M`. */
export const interpreterOf = <M extends Mark>(mark: M): Interpreter<M> =>
  interpreters[mark._tag] as unknown as Interpreter<M>;
