import { either as E } from "fp-ts";
import { expect, describe as suite, test } from "vitest";
import { key } from "../../../src/core/key.js";
import { tensor64 } from "../../../src/core/tensor.js";
import {
  eStep,
  fit as fitTemplate,
  images,
  logLikelihoodTable,
  lowerBound,
  mStep,
  type Stack,
  type Template,
} from "../../../src/em/template/index.js";
import { describe, type Failure, orThrow } from "../../../src/failure.js";
import { plain } from "../../arbitraries/runtimes.js";

suite("the published check values", () => {
  const X: Stack = { shape: [2, 3, 2], data: Float64Array.from({ length: 12 }, (_, i) => i) };
  const theta: Template = {
    face: tensor64([2, 1], [0, 1]),
    background: tensor64([2, 3], [0, 1, 2, 3, 4, 5]),
    noise: 0.1,
    prior: tensor64([3], [1 / 6, 2 / 6, 3 / 6]),
  };
  const q = tensor64([3, 2], [1 / 9, 2 / 12, 3 / 9, 4 / 12, 5 / 9, 6 / 12]);
  const set = orThrow(images(X));
  const printed = (values: ArrayLike<number>, digits: number): number[] =>
    Array.from(values, (value) => Number(value.toFixed(digits)));

  test("log-likelihood table, to 8 digits", () => {
    expect(printed(orThrow(logLikelihoodTable(plain, theta, set)).data as Float64Array, 8)).toEqual([
      -3541.69812064, -5541.69812064, -4541.69812064, -6741.69812064, -6141.69812064, -8541.69812064,
    ]);
  });

  test("lower bound, to 4 digits", () => {
    expect(orThrow(lowerBound(plain, theta, set, q)).toFixed(4)).toBe("-12761.1875");
  });

  test("E-step", () => {
    expect(printed(orThrow(eStep(plain, theta, set)).posterior.data as Float64Array, 8)).toEqual([1, 1, 0, 0, 0, 0]);
  });

  test("M-step, to 8 digits", () => {
    const { face, background, noise, prior } = orThrow(mStep(plain, set, q, { faceWidth: 1 })).theta;
    expect(printed(face.data as Float64Array, 8)).toEqual([3.27777778, 9.27777778]);
    expect(printed(background.data as Float64Array, 8)).toEqual([
      0.48387097, 2.5, 4.52941176, 6.48387097, 8.5, 10.52941176,
    ]);
    expect(noise.toFixed(5)).toBe("0.94868");
    expect(printed(prior.data as Float64Array, 8)).toEqual([0.13888889, 0.33333333, 0.52777778]);
  });

  test("three iterations rise at every step", () => {
    const fit = orThrow(fitTemplate(plain, key(0), set, { faceWidth: 1, iterations: 3, tolerance: null }));
    expect(fit.trace).toHaveLength(5);
    for (let i = 1; i < 4; i++) expect(fit.trace[i]!).toBeGreaterThan(fit.trace[i - 1]!);
  });
});

suite("what cannot be fitted is one Left", () => {
  const ramp = (shape: readonly [number, number, number]): Stack => ({
    shape,
    data: Float64Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, i) => i % 7),
  });
  const tag = (result: E.Either<Failure, unknown>): string => (E.isLeft(result) ? result.left.kind : "Right");

  test("no images, no stack, a mask that does not fit or leaves nothing, a NaN", () => {
    expect(tag(images({ shape: [2, 3, 0], data: [] }))).toBe("EmptySet");
    expect(tag(images({ shape: [6], data: new Float64Array(6) }))).toBe("NotAStack");
    expect(tag(images(ramp([2, 3, 2]), { mask: { shape: [3, 2], data: new Float64Array(6).fill(1) } }))).toBe(
      "ShapeMismatch",
    );
    expect(tag(images(ramp([2, 3, 2]), { mask: { shape: [2, 3], data: new Float64Array(6) } }))).toBe(
      "NothingObserved",
    );
    const holed = Float64Array.from(ramp([2, 3, 2]).data);
    holed[5] = Number.NaN;
    const failed = images({ shape: [2, 3, 2], data: holed });
    expect(E.isLeft(failed) && describe(failed.left)).toBe(
      "row 0, column 2 of image 1: a pixel is not a number: expected finite values, got NaN; mask missing pixels",
    );
  });

  test("a face larger than the picture, or of no pixels", () => {
    const set = orThrow(images(ramp([2, 3, 2])));
    expect(tag(fitTemplate(plain, key(0), set, { faceWidth: 4 }))).toBe("FaceTooLarge");
    expect(tag(fitTemplate(plain, key(0), set, { faceWidth: 1, faceHeight: 3 }))).toBe("FaceTooLarge");
    expect(tag(fitTemplate(plain, key(0), set, { faceWidth: 0 }))).toBe("EmptyFace");
  });

  test("images that are all alike: the noise collapses", () => {
    const same: Stack = { shape: [2, 3, 4], data: Float64Array.from({ length: 24 }, (_, i) => Math.floor(i / 4)) };
    const failed = fitTemplate(plain, key(0), orThrow(images(same)), { faceWidth: 1 });
    expect(E.isLeft(failed) && failed.left).toMatchObject({ kind: "NoiseCollapsed", fault: "numerical" });
  });
});
