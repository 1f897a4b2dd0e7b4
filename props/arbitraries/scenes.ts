import fc from "fast-check";
import { tensor } from "../../src/core/tensor.js";
import { type Images, images, type Stack } from "../../src/em/template/images.js";
import { shiftShape, shiftsOf, type Template, type TemplateExtents } from "../../src/em/template/theta.js";
import { orThrow } from "../../src/failure.js";
import { drawn, type Stream, seeds, stream } from "./data.js";

/** Images made from a template, and another template to start from. */
export interface Scene {
  readonly extents: TemplateExtents;
  /** H x W x K. */
  readonly stack: Stack;
  readonly mask: Stack | undefined;
  readonly start: Template;
  readonly seed: number;
}

export interface SceneOptions {
  readonly masks?: "none" | "shared" | "each";
  /** Faces lower than the picture as well. */
  readonly low?: boolean;
  readonly images?: { readonly min: number; readonly max: number };
}

const normal = (next: Stream): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

const extentsArbitrary = (low: boolean): fc.Arbitrary<TemplateExtents> =>
  fc
    .record({ height: fc.integer({ min: 1, max: 5 }), width: fc.integer({ min: 2, max: 13 }) })
    .chain(({ height, width }) =>
      fc.record({
        height: fc.constant(height),
        width: fc.constant(width),
        faceHeight: low ? fc.integer({ min: 1, max: height }) : fc.constant(height),
        faceWidth: fc.integer({ min: 1, max: width }),
      }),
    );

const templateOf = (extents: TemplateExtents, seed: number): Template => {
  const { height, width, faceHeight, faceWidth } = extents;
  const { count } = shiftsOf(extents);
  const weights = drawn(seed + 3, count, (next) => 0.1 + next());
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const grey = (next: Stream): number => Math.floor(256 * next());
  return {
    face: tensor([faceHeight, faceWidth], drawn(seed + 1, faceHeight * faceWidth, grey)),
    background: tensor([height, width], drawn(seed + 2, height * width, grey)),
    noise: 15 + 60 * stream(seed + 4)(),
    prior: tensor(
      shiftShape(extents),
      weights.map((weight) => weight / sum),
    ),
  };
};

/** Draws images of a template: a shift each, noise, and whole grey levels half of the time. */
const render = (extents: TemplateExtents, truth: Template, count: number, seed: number): Stack => {
  const { height, width, faceHeight, faceWidth } = extents;
  const { count: shifts, dxs } = shiftsOf(extents);
  const next = stream(seed + 5);
  const data = new Float64Array(height * width * count);
  for (let k = 0; k < count; k++) {
    const d = Math.floor(shifts * next());
    const [dy, dx] = [Math.floor(d / dxs), d % dxs];
    for (let i = 0; i < height; i++)
      for (let j = 0; j < width; j++) {
        const inside = i >= dy && i < dy + faceHeight && j >= dx && j < dx + faceWidth;
        const mean = inside ? truth.face.data[(i - dy) * faceWidth + j - dx]! : truth.background.data[i * width + j]!;
        const value = mean + truth.noise * normal(next);
        data[(i * width + j) * count + k] = seed % 2 === 0 ? Math.round(value) : value;
      }
  }
  return { shape: [height, width, count], data };
};

/** Each pixel observed with probability 0.8. */
const maskOf = ({ shape }: Stack, kind: SceneOptions["masks"], seed: number): Stack | undefined => {
  if (kind === undefined || kind === "none") return undefined;
  const axes = kind === "each" ? shape : shape.slice(0, 2);
  const size = axes.reduce((product, extent) => product * extent, 1);
  const data = drawn(seed + 6, size, (next) => (next() < 0.8 ? 1 : 0));
  data[0] = 1;
  return { shape: axes, data };
};

/** Small scenes of any geometry; shrinks towards one pixel and few images. */
export const scenes = ({ masks, low = true, images = { min: 4, max: 19 } }: SceneOptions = {}): fc.Arbitrary<Scene> =>
  fc.tuple(extentsArbitrary(low), fc.integer(images), seeds).map(([extents, count, seed]) => {
    const stack = render(extents, templateOf(extents, seed), count, seed);
    return { extents, stack, mask: maskOf(stack, masks, seed), start: templateOf(extents, seed + 100), seed };
  });

/** The images of a scene, checked. */
export const setOf = ({ stack, mask }: Scene): Images => orThrow(images(stack, { mask }));

/** Rounding of log-likelihoods and bounds: unit roundoff, a margin for the sums, the size of the exponents. */
export const tolerance = ({ stack, start }: Scene): number => {
  const largest = Math.max(256, ...Array.from(stack.data, Math.abs));
  return 2 ** -53 * 256 * stack.data.length * (2 + (2 * largest ** 2) / start.noise ** 2);
};
