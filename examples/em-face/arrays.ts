import type { Template, Tensor } from "../../src/flat.js";
import { encodeNpy, ndarray } from "../../src/node/index.js";

/** A tensor as an NPY file. */
export const npy = ({ shape, data }: Tensor): Uint8Array =>
  encodeNpy(ndarray("float64", shape, Float64Array.from(data)));

/** What was found, as files by name. */
export const arrays = ({ face, background, prior }: Template): Readonly<Record<string, Uint8Array>> => ({
  "face.npy": npy(face),
  "background.npy": npy(background),
  "prior.npy": npy(prior),
});
