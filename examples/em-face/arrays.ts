import { orThrow } from "../../src/failure.js";
import type { Template, Tensor } from "../../src/flat.js";
import { ndarray } from "../../src/formats/ndarray.js";
import * as codec from "../../src/formats/npy/index.js";

/** A tensor as an NPY file. */
export const npy = ({ shape, data }: Tensor): Uint8Array =>
  orThrow(codec.encode(ndarray("float64", shape, Float64Array.from(data))));

/** What was found, as files by name. */
export const arrays = ({ face, background, prior }: Template): Readonly<Record<string, Uint8Array>> => ({
  "face.npy": npy(face),
  "background.npy": npy(background),
  "prior.npy": npy(prior),
});
