/**
 * The hidden face at full size, from the default start, seeds 0 to 4: all images to tolerance, and behind the default
 * schedule. The data are those of `$EM_FACE_DIR` (data_em.npy with truth.json beside it), else the embedded scene.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { key, named } from "../../src/core/key.js";
import { drawScene } from "../../src/data/synthetic/scene/index.js";
import {
  defaultSchedule,
  fit as fitTemplate,
  type Images,
  images,
  likeliest,
  type Stage,
} from "../../src/em/template/index.js";
import { orThrow } from "../../src/failure.js";
import { readArray } from "../../src/node/arrays.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { runtimes } from "../runtimes.js";
import type { Acceptance, Check } from "./check.js";

interface Truth {
  readonly set: Images;
  /** [h][w] */
  readonly face: ArrayLike<number>;
  readonly width: number;
  readonly shifts: ArrayLike<number>;
}

const fromFolder = async (folder: string): Promise<Truth> => {
  const array = orThrow(await readArray(join(folder, "data_em.npy"))());
  const truth = JSON.parse(readFileSync(join(folder, "truth.json"), "utf8"));
  const set = orThrow(images({ shape: array.shape, data: array.data as ArrayLike<number> }));
  return { set, face: truth.F.data, width: truth.w, shifts: truth.shifts };
};

const embedded = (runtime: Runtime): Truth => {
  const scene = drawScene(runtime, named(key(0), "em-face", "scene"), 1000);
  return {
    set: orThrow(images(scene.images)),
    face: scene.face.data,
    width: scene.face.shape[1]!,
    shifts: scene.shifts,
  };
};

/** The most frequent difference between found and true shifts: face and background may slide against each other. */
const commonError = (found: ArrayLike<number>, shifts: ArrayLike<number>): { offset: number; share: number } => {
  const counts = new Map<number, number>();
  for (let k = 0; k < found.length; k++) {
    const error = found[k]! - shifts[k]!;
    counts.set(error, (counts.get(error) ?? 0) + 1);
  }
  const [offset, count] = [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best));
  return { offset, share: count / found.length };
};

const correlation = (x: readonly number[], y: readonly number[]): number => {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xy += (x[i]! - mx) * (y[i]! - my);
    xx += (x[i]! - mx) ** 2;
    yy += (y[i]! - my) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
};

/** Correlation of the faces over the columns that both show. */
const likeness = (found: ArrayLike<number>, truth: ArrayLike<number>, width: number, offset: number): number => {
  const pairs = Array.from({ length: found.length }, (_, at) => ({ at, column: (at % width) + offset }))
    .filter(({ column }) => column >= 0 && column < width)
    .map(({ at }) => [found[at]!, truth[at + offset]!] as const);
  return correlation(
    pairs.map(([x]) => x),
    pairs.map(([, y]) => y),
  );
};

const judge = (
  runtime: Runtime,
  { set, face, width, shifts }: Truth,
  schedule: readonly Stage[],
  what: string,
): Check[] => {
  const scores = [0, 1, 2, 3, 4].map((seed) => {
    const fit = orThrow(
      fitTemplate(runtime, key(seed), set, { faceWidth: width, schedule, iterations: 200, tolerance: 1e-3 }),
    );
    const { offset, share } = commonError(likeliest(fit.posterior), shifts);
    return { share, likeness: likeness(fit.theta.face.data, face, width, offset) };
  });
  return [
    {
      what: `${what}: correlation with the true face, least of 5 seeds`,
      figure: Math.min(...scores.map(({ likeness }) => likeness)),
      bar: { least: 0.99 },
    },
    {
      what: `${what}: share of the shifts found, least of 5 seeds`,
      figure: Math.min(...scores.map(({ share }) => share)),
      bar: { least: 0.99 },
    },
  ];
};

const folder = process.env["EM_FACE_DIR"];

export const emFace: Acceptance = {
  name: "em-face",
  what: folder
    ? "the set in EM_FACE_DIR, 100 x 200 x 1000, w = 73"
    : "the embedded scene, 100 x 200 x 1000, w = 73 (EM_FACE_DIR is not set)",
  run: async () => {
    const [runtime] = await runtimes();
    const truth = folder ? await fromFolder(folder) : embedded(runtime!);
    return [
      ...judge(runtime!, truth, [], "all images to tolerance"),
      ...judge(runtime!, truth, defaultSchedule, "default schedule, then all"),
    ];
  },
};
