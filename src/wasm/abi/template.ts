import { kernel } from "./signature.js";

/** The pictures and the face within them, as all kernels of the family take them. */
const extents = ["height", "width", "faceHeight", "faceWidth"] as const;
const groups = ["from", "to"] as const;

const spectra = kernel("spectra", "pixels", "twiddles", "scratch", ...groups, "height", "width", "n");
const backgroundScores = kernel("scores", "pixels", "background", "scratch", ...groups, ...extents);
const backgroundSums = kernel("sums", "pixels", "posterior", "scratch", ...groups, ...extents);

/** assembly/template */
export const template = {
  templatePackRow: kernel(
    ...(["pixels", "squares", "raw", "stride", "count", "pivot", "row", "height", "width"] as const),
  ),
  templateSpectra16: spectra,
  templateSpectra64: spectra,
  templateFaceScores: kernel(
    "scores",
    "spectra",
    "face",
    "twiddles",
    "scratch",
    ...groups,
    "height",
    "faceHeight",
    "dxs",
    "n",
    "accumulate",
  ),
  templateFaceSums: kernel(
    "sums",
    "spectra",
    "posterior",
    "twiddles",
    "weights",
    "scratch",
    ...groups,
    "height",
    "faceHeight",
    "dxs",
    "n",
  ),
  templateBackgroundScores16: backgroundScores,
  templateBackgroundScores64: backgroundScores,
  templateBackgroundSums16: backgroundSums,
  templateBackgroundSums64: backgroundSums,
  templatePosterior: kernel("posterior", "evidence", "entropy", "scores", "offsets", ...groups, "shifts", "scale"),
  pairSums64: kernel("out", "x", "n"),
};
