import { either as E } from "fp-ts";
import { expect, describe as suite, test } from "vitest";
import { tensor } from "../../../src/core/tensor.js";
import type { Latent } from "../../../src/em/latent.js";
import type { TemplateStatistics } from "../../../src/em/template/expect.js";
import { type PreparedImages, prepare } from "../../../src/em/template/frames.js";
import { part } from "../../../src/em/template/images.js";
import { pivotOf, templateLatent } from "../../../src/em/template/model.js";
import type { Template } from "../../../src/em/template/theta.js";
import { orThrow } from "../../../src/failure.js";
import type { Runtime } from "../../../src/wasm/runtime.js";
import { stream } from "../../arbitraries/data.js";
import { runtimes } from "../../arbitraries/runtimes.js";
import { type Scene, type SceneOptions, scenes, setOf } from "../../arbitraries/scenes.js";
import { type EmInstance, emLaws } from "../../laws/em.js";
import { logEvidence, logLikelihoodTable, posteriorTable } from "../../reference/template.js";

type TemplateModel = Latent<Template, PreparedImages, TemplateStatistics>;

/** A mask of one picture, repeated for every image. */
const everyMask = ({ stack, mask }: Scene): Float64Array | undefined => {
  if (mask === undefined || mask.shape.length === 3) return mask && Float64Array.from(mask.data);
  const count = stack.shape[2]!;
  return Float64Array.from({ length: stack.data.length }, (_, at) => mask.data[Math.floor(at / count)]!);
};

const plainOf = (scene: Scene, theta: Template) => {
  const [height, width, count] = scene.stack.shape as [number, number, number];
  const mask = everyMask(scene);
  const plain = {
    ...scene.extents,
    face: Float64Array.from(theta.face.data),
    background: Float64Array.from(theta.background.data),
    noise: theta.noise,
    prior: Float64Array.from(theta.prior.data),
  };
  const set = { height, width, count, data: Float64Array.from(scene.stack.data), ...(mask ? { mask } : {}) };
  return { table: logLikelihoodTable(set, plain), prior: plain.prior, count };
};

/** Of a hard E-step the bound is that of its one-hot q. */
const evidence = (scene: Scene, theta: Template, hard: boolean): number => {
  const { table, prior, count } = plainOf(scene, theta);
  if (!hard) return logEvidence(table, prior, count);
  const q = posteriorTable(table, prior, count);
  let sum = 0;
  for (let k = 0; k < count; k++) {
    let best = 0;
    for (let d = 1; d < prior.length; d++) if (q[d * count + k]! > q[best * count + k]!) best = d;
    sum += table[best * count + k]! + Math.log(prior[best]!);
  }
  return sum;
};

const jitter = (theta: Template, seed: number): Template => {
  const next = stream(seed);
  const moved = (values: Iterable<number>, by: number): Float64Array =>
    Float64Array.from(values, (value) => value + by * (next() - 0.5));
  const weights = Float64Array.from(theta.prior.data, (value) => value * (1 + 0.1 * next()));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return {
    face: tensor(theta.face.shape, moved(theta.face.data, 2)),
    background: tensor(theta.background.shape, moved(theta.background.data, 2)),
    noise: theta.noise * (1 + 0.1 * (next() - 0.5)),
    prior: tensor(
      theta.prior.shape,
      weights.map((weight) => weight / sum),
    ),
  };
};

/** Unit roundoff times a margin for the length of the sums: pixels of an image, images of a set, stages of a transform. */
const roundoff = 2 ** -53 * 256;

const instance = (
  runtime: Runtime,
  options: SceneOptions & { readonly hard?: boolean },
  change: (model: TemplateModel) => TemplateModel = (model) => model,
): EmInstance<Scene, Template, PreparedImages, TemplateStatistics> => ({
  name: `${runtime.simd}, masks ${options.masks ?? "none"}${options.hard ? ", hard" : ""}`,
  problems: scenes(options),
  open: (scene) => {
    const workspace = runtime.workspace();
    const set = setOf(scene);
    const pivot = pivotOf(set);
    const hard = options.hard ?? false;
    const cut = 1 + (scene.seed % (set.count - 1));
    return {
      model: change(templateLatent(workspace, { extents: scene.extents, pivot, hard })),
      start: scene.start,
      whole: prepare(workspace, set, pivot),
      pieces: [part(set, { count: cut }), part(set, { from: cut })].map((piece) =>
        prepare(workspace, orThrow(piece), pivot),
      ),
      logLikelihood: (theta) => evidence(scene, theta, hard),
      numbers: ({ shiftMass, faceSums, faceWeights, backgroundSums, backgroundWeights, ...scalars }) => [
        ...[shiftMass, faceSums, faceWeights, backgroundSums, backgroundWeights].flatMap((values) => [...values]),
        ...[scalars.count, scalars.observed, scalars.squares, scalars.entropy],
      ],
      boundError: ({ noise, face, background }, stats) => {
        const largest = Math.max(...[...face.data, ...background.data].map((value) => Math.abs(value - pivot)));
        const squares = stats.squares + stats.observed * largest ** 2;
        return roundoff * (squares / noise ** 2 + stats.observed * (2 + Math.abs(Math.log(noise))) + stats.count);
      },
      // a responsibility is as exact as the exponent it comes from, |X - M|^2 / (2 s^2)
      statsError: roundoff * (1 + (set.height * set.width * 510 ** 2) / (2 * scene.start.noise ** 2)),
      scale: (stats) => Math.max(stats.squares, stats.observed, stats.count),
      nearby: jitter,
    };
  },
});

const kinds = ["none", "shared", "each"] as const;

for (const runtime of runtimes)
  for (const masks of kinds)
    for (const hard of [false, true]) {
      const laws = instance(runtime, { masks, hard });
      suite(`the template obeys the laws of EM (${laws.name})`, () => {
        for (const [name, law] of Object.entries(emLaws(laws))) test(name, law);
      });
    }

suite("the laws of EM catch a broken template", () => {
  const [runtime] = runtimes;
  const mutants: Readonly<Record<string, (model: TemplateModel) => TemplateModel>> = {
    "an M-step that divides by one image too many": (model) => ({
      ...model,
      maximise: (stats) => model.maximise({ ...stats, faceWeights: stats.faceWeights.map((weight) => weight + 1) }),
    }),
    "a noise that is the variance": (model) => ({
      ...model,
      maximise: (stats) => E.map((theta: Template) => ({ ...theta, noise: theta.noise ** 2 }))(model.maximise(stats)),
    }),
    "statistics without their entropy": (model) => ({
      ...model,
      expect: (theta, chunk) => ({ ...model.expect(theta, chunk), entropy: 0 }),
    }),
    "a sum that forgets the first summand": (model) => ({
      ...model,
      stats: { ...model.stats, concat: (a, b) => (a.count > b.count ? a : b) },
    }),
    "a bound without the prior": (model) => ({
      ...model,
      bound: (theta, stats) =>
        model.bound(
          {
            ...theta,
            prior: tensor(
              theta.prior.shape,
              Float64Array.from(theta.prior.data, () => 1),
            ),
          },
          stats,
        ),
    }),
  };
  test.each(Object.entries(mutants))("%s", (_, change) => {
    const laws = emLaws(instance(runtime!, {}, change));
    const broken = Object.values(laws).filter((law) => {
      try {
        law();
        return false;
      } catch {
        return true;
      }
    });
    expect(broken.length).toBeGreaterThan(0);
  });
});
