import { either as E, function as F, readonlyRecord as R, taskEither as TE } from "fp-ts";
import { type RunHost, writeAll } from "../../src/cli/index.js";
import { type Failure, orThrow } from "../../src/failure.js";
import { toPng } from "../../src/node/canvas.js";
import type { Figure } from "../../src/plot/index.js";

/** Figures by the names of their files. */
export type Figures = Readonly<Record<string, Figure>>;

/** Draws figures and writes them. They are made only then: what is handed to `onInterrupt` costs nothing. */
export const draw = (host: Pick<RunHost, "write">, figures: () => Figures): TE.TaskEither<Failure, void> =>
  F.pipe(
    TE.fromIOEither(() => R.traverse(E.Applicative)((figure: Figure) => toPng(figure))(figures())),
    TE.chain((files) => writeAll(host, files)),
  );

/** The bytes of a PNG of a figure that is known to be sound. */
export const pngOf = (figure: Figure): Uint8Array => orThrow(toPng(figure));
