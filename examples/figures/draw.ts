import { function as F, readonlyRecord as R, taskEither as TE } from "fp-ts";
import { type RunHost, writeAll } from "../../src/cli/index.js";
import type { Failure } from "../../src/failure.js";
import { type Figure, toPng } from "../../src/plot/index.js";

/** Figures by the names of their files. */
export type Figures = Readonly<Record<string, Figure>>;

/** Draws figures and writes them. They are made only then: what is handed to `onInterrupt` costs nothing. */
export const draw = (host: Pick<RunHost, "write">, figures: () => Figures): TE.TaskEither<Failure, void> =>
  F.pipe(
    TE.fromIO<Readonly<Record<string, Uint8Array>>, Failure>(() => R.map(toPng)(figures())),
    TE.chain((files) => writeAll(host, files)),
  );
