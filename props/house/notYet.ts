/** Complaints of laws that are not yet kept everywhere: these lists only shrink, and go with the last of them. */

/** By law: complaints that hold one of these are known. */
export const notYet = {
  imports: [
    "src/node/pictures/greyPicture.ts",
    "src/density/index.ts",
    "src/plot/canvas.ts",
    "src/plot/font/register.ts",
  ],
  names: [
    ...["Axis", "Batch", "Block", "ChunkOptions", "Components", "Definition", "Extents", "Field", "FitOptions"],
    ...[
      "FitProgress",
      "Floats",
      "Form",
      "Hand",
      "Inference",
      "Interpreter",
      "Kernel",
      "Key",
      "Layout",
      "Leaf",
      "Moments",
    ],
    ...[
      "Observed",
      "Place",
      "Points",
      "Progress",
      "Range",
      "RestartedFit",
      "Settings",
      "Sparsity",
      "Statistics",
      "Task",
    ],
    ...["Words", "src/plot/"],
  ],
  rooms: ["src/", "props/", "examples/"],
  signatures: ["elbo-ts: ", "elbo-ts/formats: ", "elbo-ts/node: ", "elbo-ts/cli: "],
};

/** The complaints that are not known. */
export const beyond = (known: readonly string[], complaints: readonly string[]): readonly string[] =>
  complaints.filter((complaint) => !known.some((part) => complaint.includes(part)));
