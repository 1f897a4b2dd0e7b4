import { either as E, function as F } from "fp-ts";
import { type Shape, showShape } from "../core/shape.js";
import { compile } from "./compile.js";
import type { LayerRow, NetworkError } from "./compiledLayer.js";
import type { Definition } from "./definition.js";
import type { AnyLayerKind, DataOf, LayerOptions } from "./layerKind.js";

/** What a network is made of, layer by layer. */
export interface Description {
  readonly rows: readonly LayerRow[];
  /** Floats that are learnt. */
  readonly total: number;
}

/**
 * The layers of a definition for inputs of the given shapes: path, kind, output shapes, parameters.
 *
 * Errors: as `compile`.
 *
 * @example
 * E.map(({ total }) => total)(describe(linear(256), [[784]])) // => E.right(200960)
 */
export const describe = <const Own extends readonly AnyLayerKind[] = readonly []>(
  definition: Definition<DataOf<Own[number]>>,
  inShapes: readonly Shape[],
  options: LayerOptions<Own> = {},
): E.Either<NetworkError, Description> =>
  F.pipe(
    compile(definition, inShapes, options),
    E.map(({ rows }) => ({ rows, total: rows.reduce((sum, { parameters }) => sum + parameters, 0) })),
  );

/**
 * A description as a text table, without a line break at its end.
 *
 * @example
 * table({ rows: [{ path: "hidden", kind: "linear", shapes: [[2]], parameters: 6 }], total: 6 }).split("\n").length // => 3
 */
export const table = ({ rows, total }: Description): string => {
  const lines = [
    ["layer", "kind", "output", "parameters"],
    ...rows.map(({ path, kind, shapes, parameters }) => [
      path,
      kind,
      shapes.map(showShape).join(", "),
      String(parameters),
    ]),
    ["total", "", "", String(total)],
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) => line.map((cell, i) => (i === 3 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join("  "))
    .join("\n");
};
