/** One array of an NPY or NPZ file, whichever of the two the bytes are. */
import { either as E, function as F } from "fp-ts";
import { badData, type Failure } from "../failure.js";
import { recognise } from "./container.js";
import { type DecodeOptions, decodeInput } from "./decodeInput.js";
import type { NdArray } from "./ndarray.js";
import { showHeader } from "./npy/header.js";
import * as npy from "./npy/index.js";
import * as npz from "./npz/index.js";

/** Which array of an NPZ file; an NPY file has only one. */
export interface ArrayChoice {
  readonly name?: string;
}

type Named = ReadonlyMap<string, npz.NpzArray>;

/** Each name with its dtype and shape, as a message lists them. */
const listed = (arrays: Named): string =>
  [...arrays.values()]
    .map(
      ({ name, header }) =>
        `${name} (${F.pipe(
          header(),
          E.match(() => "unreadable", showHeader),
        )})`,
    )
    .join(", ");

const noChoice = (arrays: Named, where: string, expected: string): Failure<"NoSuchArray"> =>
  badData("NoSuchArray", "which array is meant is not clear", {
    where,
    expected,
    got: arrays.size === 0 ? "an archive without arrays" : listed(arrays),
    hint: "name one of the arrays",
  });

const isImages = ({ header }: npz.NpzArray): boolean =>
  F.pipe(
    header(),
    E.exists(({ shape }) => shape.length === 3),
  );

const chosen = (arrays: Named, where: string, name?: string): E.Either<Failure, npz.NpzArray> => {
  const byName = arrays.get(name ?? "X");
  if (byName !== undefined) return E.right(byName);
  if (name !== undefined) return E.left(noChoice(arrays, where, `an array ${JSON.stringify(name)}`));
  const images = [...arrays.values()].filter(isImages);
  return images.length === 1
    ? E.right(images[0]!)
    : E.left(noChoice(arrays, where, `an array "X" or a single one of 3 axes`));
};

/**
 * The array of an NPY or NPZ file; which of the two is told by the bytes. Of an NPZ file the array `name`, else the
 * array `X`, else the only one of 3 axes.
 *
 * Errors: as `npy.decode` and `npz.decode`; `NoSuchArray` lists the arrays there are.
 */
export const decodeArray = (bytes: Uint8Array, options: ArrayChoice & DecodeOptions = {}): E.Either<Failure, NdArray> =>
  F.pipe(
    decodeInput(bytes, options, ["name"]),
    E.chain(({ name, where = "array data" }) =>
      recognise(bytes).endsWith("ZIP archive")
        ? F.pipe(
            npz.arrays(bytes, { where }),
            E.chain((arrays) => chosen(arrays, where, name)),
            E.chain(({ read }) => read()),
          )
        : npy.decode(bytes, { where }),
    ),
  );
