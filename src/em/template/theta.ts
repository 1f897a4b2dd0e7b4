/** The parameters of a hidden template, how large their pictures are, and how the kernels take them. */
import { either as E, function as F } from "fp-ts";
import { checked, expectKey, expectModel, expectNumber, expectRuntime, expectTensor } from "../../core/checks.js";
import { type Key, named } from "../../core/key.js";
import { integers, uniform } from "../../core/random.js";
import { expectShape, type Shape } from "../../core/shape.js";
import { type ReadonlyFloats, type Tensor, tensor } from "../../core/tensor.js";
import { badData, type Failure } from "../../failure.js";
import type { Runtime, Workspace } from "../../wasm/runtime.js";
import { logarithms } from "../logarithms.js";

/** The size of the pictures and of the face hidden in them, in pixels. */
export interface TemplateExtents {
  readonly height: number;
  readonly width: number;
  readonly faceHeight: number;
  readonly faceWidth: number;
}

/** How many shifts downwards (dy) and to the right (dx) keep the face inside the picture. */
export interface Shifts {
  readonly dys: number;
  readonly dxs: number;
  /** dys * dxs; shift number d is dy * dxs + dx. */
  readonly count: number;
}

/**
 * The shifts of a face: (H - h + 1) x (W - w + 1).
 *
 * @example
 * shiftsOf({ height: 100, width: 200, faceHeight: 100, faceWidth: 73 }) // => { dys: 1, dxs: 128, count: 128 }
 */
export const shiftsOf = ({ height, width, faceHeight, faceWidth }: TemplateExtents): Shifts => {
  const dys = height - faceHeight + 1;
  const dxs = width - faceWidth + 1;
  return { dys, dxs, count: dys * dxs };
};

/** The shape of a table over the shifts: [D] for a face as high as the picture, else [Dy, Dx]. */
export const shiftShape = (extents: TemplateExtents): Shape => {
  const { dys, dxs } = shiftsOf(extents);
  return extents.faceHeight === extents.height ? [dxs] : [dys, dxs];
};

/**
 * Checks that the face fits.
 *
 * Errors: `FaceTooLarge` where it is larger than the picture, `EmptyFace` where a side is not a positive integer.
 */
export const checkExtents = (extents: TemplateExtents): E.Either<Failure, TemplateExtents> => {
  const { height, width, faceHeight, faceWidth } = extents ?? {};
  if (![faceHeight, faceWidth].every((side) => Number.isInteger(side) && side > 0))
    return E.left(
      badData("EmptyFace", "a face has no pixels", {
        expected: "a height and a width of at least 1",
        got: `${faceHeight} x ${faceWidth}`,
      }),
    );
  if (!(faceHeight <= height && faceWidth <= width && Number.isSafeInteger(height * width)))
    return E.left(
      badData("FaceTooLarge", "the face does not fit into the picture", {
        expected: `at most ${height} x ${width} (height x width)`,
        got: `${faceHeight} x ${faceWidth}`,
        hint: "give a smaller width or height",
      }),
    );
  return E.right(extents);
};

/**
 * The parameters: a face F on a background B, white noise of standard deviation s, a prior a over the shifts.
 *
 *   X_k = M^d + s * noise,   M^d = B with F pasted at shift d,   p(d) = a[d]
 */
export interface Template {
  /** F: [h, w], in the units of the pixels. */
  readonly face: Tensor;
  /** B: [H, W]. */
  readonly background: Tensor;
  /** s, in the units of the pixels. */
  readonly noise: number;
  /** a: [D] or [Dy, Dx]; sums to 1. */
  readonly prior: Tensor;
}

/** a[d] = 1 / D, for extents that are checked. */
export const uniformOver = (extents: TemplateExtents): Tensor => {
  const { count } = shiftsOf(extents);
  return tensor(shiftShape(extents), new Float64Array(count).fill(1 / count));
};

/**
 * The uniform prior over the shifts, a[d] = 1 / D: [D] or [Dy, Dx].
 *
 * Errors: as `checkExtents`.
 *
 * @example
 * const extents = { height: 3, width: 5, faceHeight: 3, faceWidth: 2 };
 * E.map(({ data }) => [...data])(uniformPrior(extents)) // => E.right([0.25, 0.25, 0.25, 0.25])
 */
export const uniformPrior = (extents: TemplateExtents): E.Either<Failure, Tensor> =>
  E.map(uniformOver)(checkExtents(extents));

/**
 * The start where none is given: F and B uniform integers 0..254, a uniform, s = u * 64^2 with u uniform in (0, 1).
 *
 * Errors: as `checkExtents`; `BadArgument`.
 *
 * @example
 * const extents = { height: 3, width: 5, faceHeight: 3, faceWidth: 2 };
 * E.map(({ face }) => face.shape)(randomStart(runtime, key(1), extents)) // => E.right([3, 2])
 */
export const randomStart = (runtime: Runtime, key: Key, extents: TemplateExtents): E.Either<Failure, Template> =>
  F.pipe(
    checked(extents, expectRuntime(runtime), expectKey(key)),
    E.chain(checkExtents),
    E.map(({ height, width, faceHeight, faceWidth }) => {
      const u = uniform(runtime, named(key, "noise"), [1], "float64").data[0]!;
      return {
        face: integers(runtime, named(key, "face"), [faceHeight, faceWidth], 255),
        background: integers(runtime, named(key, "background"), [height, width], 255),
        noise: (1 - u) * 64 ** 2,
        prior: uniformOver(extents),
      };
    }),
  );

/**
 * Holds a template from outside against the size of the pictures and of the face.
 *
 * Errors: `BadArgument`, `ShapeMismatch`.
 */
export const checkTemplate = (extents: TemplateExtents, theta: Template): E.Either<Failure, Template> => {
  const { height, width, faceHeight, faceWidth } = extents;
  return F.pipe(
    expectModel("the template", theta, ["face", "background", "noise", "prior"], "template.fit"),
    E.chain(
      (): E.Either<Failure, Template> =>
        checked(
          theta,
          expectTensor("the face", theta.face),
          expectTensor("the background", theta.background),
          expectTensor("the prior", theta.prior),
          expectNumber("noise", theta.noise, "above 0"),
        ),
    ),
    E.chainFirstW(() => expectShape("the template is of other pictures", [height, width], theta.background.shape)),
    E.chainFirstW(() => expectShape("the template is of another face", [faceHeight, faceWidth], theta.face.shape)),
    E.chainFirstW(() => expectShape("prior", shiftShape(extents), theta.prior.shape)),
  );
};

/** A template in the units of the frames, less the pivot, with the logarithms that the E-step needs. */
export interface ShiftedTemplate {
  readonly face: Float64Array;
  readonly background: Float64Array;
  readonly noise: number;
  /** log a[d]. */
  readonly logPrior: Float64Array;
  /** log(s sqrt(2 pi)). */
  readonly logScale: number;
}

const halfLogTwoPi = 0.9189385332046728;

/** values - pivot. A loop: `from` with a function takes twenty times as long, in every iteration. */
const less = (values: ReadonlyFloats, pivot: number): Float64Array => {
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = values[i]! - pivot;
  return out;
};

/** Moves a template's pictures by the pivot. */
export const shifted = (workspace: Workspace, theta: Template, pivot: number): ShiftedTemplate => ({
  face: less(theta.face.data, pivot),
  background: less(theta.background.data, pivot),
  noise: theta.noise,
  logPrior: logarithms(workspace, Float64Array.from(theta.prior.data)),
  logScale: logarithms(workspace, [theta.noise])[0]! + halfLogTwoPi,
});
