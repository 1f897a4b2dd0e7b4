import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { affinities } from "../../src/embedding/tsne/affinities.js";
import { divergence } from "../../src/embedding/tsne/forces.js";
import { orThrow } from "../../src/failure.js";
import { mapped } from "../arbitraries/maps.js";
import { plain } from "../arbitraries/runtimes.js";
import { broken } from "./law.js";
import { type Affine, affinityLaws, type Diverge, gradientLaws } from "./map.js";

const affine: Affine = (x, perplexity) => {
  const found = affinities(plain, x, { perplexity });
  if (E.isLeft(found)) throw new Error(found.left.kind);
  return found.right;
};
const diverge: Diverge = (p, y, exaggeration) => orThrow(divergence(plain, p, y, { exaggeration }));

describe("the laws of affinities", () => {
  test("hold of sound ones", () => expect(broken(affinityLaws(affine))).toBe(""));

  test.each<[string, Affine, RegExp]>([
    ["a perplexity for its logarithm", (x, perplexity) => affine(x, 1 + Math.log(perplexity)), /has the perplexity/],
    [
      "p(j | i) that was never made symmetric",
      (x, perplexity) => {
        const { p, precisions } = affine(x, perplexity);
        const n = precisions.data.length;
        return { precisions, p: mapped(p, (value, at) => (at % n > at / n ? 1.1 * value : 0.9 * value)) };
      },
      /symmetric/,
    ],
    [
      "a point its own neighbour",
      (x, perplexity) => {
        const { p, precisions } = affine(x, perplexity);
        const n = precisions.data.length;
        return { precisions, p: mapped(p, (value, at) => (at % (n + 1) === 0 ? 1e-9 : value)) };
      },
      /0 on the diagonal/,
    ],
    [
      "n for 2n under the sums",
      (x, perplexity) => {
        const { p, precisions } = affine(x, perplexity);
        return { precisions, p: mapped(p, (value) => 2 * value) };
      },
      /sum is 1/,
    ],
    [
      "a deviation for the precision",
      (x, perplexity) => {
        const { p, precisions } = affine(x, perplexity);
        return { p, precisions: mapped(precisions, (beta) => 1 / Math.sqrt(2 * beta)) };
      },
      /units/,
    ],
    [
      "distances from the origin",
      (x, perplexity) =>
        affine(
          mapped(x, (value) => value * Math.abs(value)),
          perplexity,
        ),
      /translation/,
    ],
  ])("catch %s", (_, mutant, law) => expect(broken(affinityLaws(mutant), law)).not.toBe(""));
});

describe("the laws of the gradient", () => {
  test("hold of a sound one", () => expect(broken(gradientLaws(affine, diverge))).toBe(""));

  test.each<[string, Diverge, RegExp]>([
    [
      "2 for 4 before the sum",
      (p, y, exaggeration) => {
        const { kl, gradient } = diverge(p, y, exaggeration);
        return { kl, gradient: mapped(gradient, (value) => value / 2) };
      },
      /finite differences/,
    ],
    [
      "the way up",
      (p, y, exaggeration) => {
        const { kl, gradient } = diverge(p, y, exaggeration);
        return { kl, gradient: mapped(gradient, (value) => -value) };
      },
      /finite differences/,
    ],
    [
      "an exaggeration that only KL knows",
      (p, y, exaggeration) => ({ kl: diverge(p, y, exaggeration).kl, gradient: diverge(p, y, 1).gradient }),
      /finite differences/,
    ],
    [
      "a pull towards the first point",
      (p, y, exaggeration) => {
        const { kl, gradient } = diverge(p, y, exaggeration);
        return { kl, gradient: mapped(gradient, (value, at) => value + 1e-7 * (y.data[at]! - y.data[0]!)) };
      },
      /no force from outside/,
    ],
    [
      "a pull towards the origin",
      (p, y, exaggeration) => {
        const { kl, gradient } = diverge(p, y, exaggeration);
        return { kl, gradient: mapped(gradient, (value, at) => value + 1e-12 * y.data[at]!) };
      },
      /translation/,
    ],
    [
      "axes of their own scale",
      (p, y, exaggeration) =>
        diverge(
          p,
          mapped(y, (value, at) => (at % y.shape[1]! === 0 ? 2 * value : value)),
          exaggeration,
        ),
      /rotation/,
    ],
    [
      "a last point that is left out of the map",
      (p, y, exaggeration) => {
        const { kl, gradient } = diverge(p, y, exaggeration);
        const [n, dims] = y.shape as readonly [number, number];
        return { kl, gradient: mapped(gradient, (value, at) => (at >= (n - 1) * dims ? 0 : value)) };
      },
      /permutation/,
    ],
  ])("catch %s", (_, mutant, law) => expect(broken(gradientLaws(affine, mutant), law)).not.toBe(""));
});
