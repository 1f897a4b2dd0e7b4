/** The checkpoint of a fit of a hidden template as a file: where it is, and what it was asked for. */
import { either as E, function as F, readonlyRecord as R } from "fp-ts";
import { expectLeaves } from "../../core/tree.js";
import { checkExtents } from "../../em/template/extents.js";
import { noneOver, type Over } from "../../em/template/position.js";
import { type Failure, locate } from "../../failure.js";
import type { NdArray } from "../ndarray.js";
import { type CheckpointKind, decodeAs, encodeAs, expectType } from "./form.js";
import { arraysOf, boundsAfter, placesOf, runOf } from "./templateArrays.js";
import { headerOf, type TemplateCheckpoint, TemplateHeader } from "./templateHeader.js";

const form: CheckpointKind<TemplateHeader> = {
  format: "elbo-ts template",
  version: "1",
  header: TemplateHeader,
  hint: "name a checkpoint that em-face has written",
};

/** Before the names of the best of the starts that are over. */
const ofBest = "best.";

/** The bytes of a checkpoint. */
export const encodeTemplate = (checkpoint: TemplateCheckpoint): E.Either<Failure, Uint8Array> => {
  const { underWay, best } = checkpoint.position;
  const ofStarts = best === undefined || E.isLeft(best) ? [] : arraysOf(ofBest, best.right);
  return encodeAs(form, { header: headerOf(checkpoint), tensors: new Map([...arraysOf("", underWay), ...ofStarts]) });
};

type Arrays = Readonly<Record<string, NdArray>>;

/** Just the arrays that the header calls for, each of its shape and type. */
const expectArrays = ({ extents, over, underWay }: TemplateHeader, arrays: Arrays): E.Either<Failure, Arrays> => {
  const { stages, iterations } = underWay;
  const best = over !== null && "best" in over ? over.best : undefined;
  const places = [
    ...placesOf(extents, "", stages, boundsAfter(iterations)),
    ...(best === undefined ? [] : placesOf(extents, ofBest, best.stages, boundsAfter(best.iterations) + 1)),
  ];
  const types = new Map(places.map(({ path, dtype }) => [path, dtype]));
  return F.pipe(
    expectLeaves(places, arrays),
    E.chain(R.traverseWithIndex(E.Applicative)((path, array) => expectType(types.get(path)!, path, array))),
  );
};

const overOf = (over: TemplateHeader["over"], arrays: Arrays): Over => {
  if (over === null) return noneOver;
  const { bounds } = over;
  if ("failure" in over) return { bounds, best: E.left(over.failure) };
  const { stages, iterations, outcome } = over.best;
  return { bounds, best: E.right({ ...runOf(arrays, ofBest, stages), iterations, outcome }) };
};

/**
 * Reads the bytes of a checkpoint.
 *
 * Errors: those of `decodeAs` and `checkExtents`; `MissingLeaf`, `UnknownLeaf`, `ShapeMismatch`, `NotACheckpoint` with
 * the name of the tensor.
 */
export const decodeTemplate = (bytes: Uint8Array, where: string): E.Either<Failure, TemplateCheckpoint> =>
  F.pipe(
    decodeAs(form, bytes, where),
    E.chain(({ header, tensors }) =>
      F.pipe(
        checkExtents(header.extents),
        E.chain(() => expectArrays(header, Object.fromEntries(tensors))),
        E.bimap(locate(where), (arrays) => ({
          settings: header.settings,
          position: {
            made: header.made,
            ...overOf(header.over, arrays),
            underWay: runOf(arrays, "", header.underWay.stages),
          },
        })),
      ),
    ),
  );
