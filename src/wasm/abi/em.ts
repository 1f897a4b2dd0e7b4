/** Kernels of expectation-maximisation: the hidden template, mixtures of normals. */
import { divided, kernel, reduction } from "./signature.js";

/** The pictures and the face within them, as all kernels of the family take them. */
const extents = ["height", "width", "faceHeight", "faceWidth"] as const;
const groups = ["from", "to"] as const;
/** Groups that add to the same sums, in this order, whatever part of the sums is asked for. */
const adding = ["first", "groups"] as const;
const range = ["from", "to"] as const;

const transforms = { at: "scratch", bytes: [128, "n"] } as const;

const spectra = divided(kernel("spectra", "pixels", "twiddles", "scratch", ...groups, "height", "width", "n"), {
  over: groups,
  grain: 1,
  cost: [30, "height", "n"],
  scratch: transforms,
});
const backgroundScores = divided(kernel("scores", "pixels", "background", "scratch", ...groups, ...extents), {
  over: groups,
  grain: 1,
  cost: [2, "height", "width"],
  scratch: {
    at: "scratch",
    bytes: {
      kernel: "templateScratch",
      given: [
        [1, "height"],
        [1, "width"],
        [1, "faceHeight"],
      ],
    },
  },
});
const backgroundSums = divided(
  kernel("sums", "pixels", "tables", ...adding, "height", "width", "faceHeight", ...range),
  { over: range, grain: 1, cost: [3, "height", "groups"] },
);

/** assembly/template */
export const template = {
  templatePackRow: kernel(
    ...(["pixels", "squares", "raw", "stride", "count", "pivot", "row", "height", "width"] as const),
  ),
  templateSpectra16: spectra,
  templateSpectra64: spectra,
  templateFaceScores: divided(
    kernel(
      ...(["scores", "spectra", "face", "twiddles", "scratch"] as const),
      ...groups,
      ...(["height", "faceHeight", "dxs", "n", "accumulate"] as const),
    ),
    { over: groups, grain: 1, cost: [4, "n", "faceHeight"], scratch: transforms },
  ),
  templateFaceWeights: divided(kernel("weights", "posterior", "twiddles", "scratch", "dys", "dxs", "n", ...groups), {
    over: groups,
    grain: 1,
    cost: [30, "dys", "n"],
    scratch: transforms,
  }),
  templateFaceSums: divided(kernel("sums", "spectra", "weights", ...adding, "height", "faceHeight", "n", ...range), {
    over: range,
    grain: 1,
    cost: [4, "faceHeight", "groups"],
  }),
  templateScratch: reduction("height", "width", "faceHeight"),
  templateBackgroundScores16: backgroundScores,
  templateBackgroundScores64: backgroundScores,
  templateOutside: divided(
    kernel("tables", "posterior", "scratch", "width", "faceWidth", "dys", ...groups),
    // 2 (dxs + 1) octets
    { over: groups, grain: 1, cost: [20, "width", "dys"], scratch: { at: "scratch", bytes: [256, "width"] } },
  ),
  templateBackgroundSums16: backgroundSums,
  templateBackgroundSums64: backgroundSums,
  templatePosterior: divided(
    kernel("posterior", "evidence", "entropy", "scores", "offsets", ...groups, "shifts", "scale"),
    { over: groups, grain: 1, cost: [32, "shifts"] },
  ),
  pairSums64: kernel("out", "x", "n"),
};

const distances = (cost: number, ...sizes: readonly ("k" | "d")[]) =>
  divided(kernel("out", "x", "maps", ...groups, "k", "d", "columns"), {
    over: groups,
    grain: 1,
    cost: [cost, ...sizes],
  });

/** assembly/mixture.ts */
export const mixture = {
  mixtureDistances: distances(0.8, "k", "d", "d"),
  mixtureDiagonalDistances: distances(2, "k", "d"),
  mixturePosterior: divided(
    kernel(...(["q", "evidence", "entropy", "distances", "offsets", "weights"] as const), ...groups, "k", "columns"),
    { over: groups, grain: 1, cost: [40, "k"] },
  ),
  mixtureScratch: reduction("rows"),
  mixtureSums: divided(
    kernel(
      ...(["sums", "x", "q", "first", "groups", "d", "dense", "outputs", "columns", "scratch"] as const),
      ...range,
    ),
    {
      over: range,
      grain: 1,
      cost: [1, "groups", "outputs"],
      scratch: { at: "scratch", bytes: { kernel: "mixtureScratch", given: [[1, "to"]] } },
    },
  ),
};
