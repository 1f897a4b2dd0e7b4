import fc from "fast-check";
import { either as E } from "fp-ts";
import { expect, describe as suite, test } from "vitest";
import { type Tensor, tensor, tensor64 } from "../../../src/core/tensor.js";
import {
  eStep,
  type ImageLayout,
  images,
  layouts,
  mStep,
  part,
  type Stack,
  type Template,
} from "../../../src/em/template/index.js";
import { orThrow } from "../../../src/failure.js";
import { plain } from "../../arbitraries/runtimes.js";
import { scenes, tolerance } from "../../arbitraries/scenes.js";

const faceOf = ({ face }: Template) => ({ faceHeight: face.shape[0]!, faceWidth: face.shape[1]! });

suite("symmetries", () => {
  const relabel = ({ shape, data }: Stack, layout: ImageLayout): Stack => {
    const [height, width, count] = shape as [number, number, number];
    const extent = { H: height, W: width, K: count };
    const axes = layout.split("") as ("H" | "W" | "K")[];
    const out = new Float64Array(data.length);
    let at = 0;
    const index = { H: 0, W: 0, K: 0 };
    const [a, b, c] = axes as [keyof typeof index, keyof typeof index, keyof typeof index];
    for (index[a] = 0; index[a] < extent[a]; index[a]++)
      for (index[b] = 0; index[b] < extent[b]; index[b]++)
        for (index[c] = 0; index[c] < extent[c]; index[c]++)
          out[at++] = data[(index.H * width + index.W) * count + index.K]!;
    return { shape: axes.map((axis) => extent[axis]), data: out };
  };

  test("the order of the axes in memory does not matter, bit for bit", () => {
    fc.assert(
      fc.property(scenes(), fc.constantFrom(...layouts), ({ stack, start }, layout) => {
        const one = orThrow(eStep(plain, start, orThrow(images(stack))));
        const other = orThrow(eStep(plain, start, orThrow(images(relabel(stack, layout), { layout }))));
        expect(other).toEqual(one);
      }),
    );
  });

  test("a column added on the left instead of the right moves prior and posterior by one shift", () => {
    const widened = (stack: Stack, left: boolean): Stack => {
      const [height, width, count] = stack.shape as [number, number, number];
      const data = new Float64Array(height * (width + 1) * count).fill(100);
      for (let i = 0; i < height; i++)
        for (let j = 0; j < width; j++)
          for (let k = 0; k < count; k++)
            data[(i * (width + 1) + j + Number(left)) * count + k] = stack.data[(i * width + j) * count + k]!;
      return { shape: [height, width + 1, count], data };
    };
    const widenedTheta = (theta: Template, left: boolean): Template => {
      const background = widened(
        { shape: [...theta.background.shape, 1], data: theta.background.data as Float64Array },
        left,
      );
      const prior = Float64Array.from(theta.prior.data);
      return {
        ...theta,
        background: tensor(background.shape.slice(0, 2), background.data as Float64Array),
        prior: tensor64([prior.length + 1], left ? [0, ...prior] : [...prior, 0]),
      };
    };
    fc.assert(
      fc.property(scenes({ low: false }), (scene) => {
        const [a, b] = [false, true].map((left) => {
          const set = orThrow(images(widened(scene.stack, left)));
          const { posterior } = orThrow(eStep(plain, widenedTheta(scene.start, left), set));
          return { posterior, m: mStep(plain, set, posterior, faceOf(scene.start)) };
        }) as [{ posterior: Tensor; m: ReturnType<typeof mStep> }, { posterior: Tensor; m: ReturnType<typeof mStep> }];
        const count = scene.stack.shape[2]!;
        const shifts = a.posterior.data.length / count;
        for (let d = 0; d + 1 < shifts; d++)
          for (let k = 0; k < count; k++) {
            const [x, y] = [a.posterior.data[d * count + k]!, b.posterior.data[(d + 1) * count + k]!];
            expect(Math.abs(x - y)).toBeLessThanOrEqual(tolerance(scene));
          }
        if (E.isLeft(a.m) || E.isLeft(b.m)) return;
        const [f, g] = [a.m.right.theta, b.m.right.theta];
        for (let d = 0; d + 1 < shifts; d++)
          expect(Math.abs(f.prior.data[d]! - g.prior.data[d + 1]!)).toBeLessThanOrEqual(tolerance(scene));
      }),
    );
  });

  test("bytes give the bits that the same numbers as floats give, also of a part of the images", () => {
    fc.assert(
      fc.property(scenes(), fc.nat({ max: 3 }), ({ stack, start }, from) => {
        const bytes = Uint8Array.from(stack.data, (value) => Math.min(255, Math.max(0, Math.round(value))));
        const [one, other] = [bytes, Float64Array.from(bytes)].map((data) => {
          const set = orThrow(images({ shape: stack.shape, data }));
          return orThrow(eStep(plain, start, orThrow(part(set, { from: Math.min(from, set.count - 1) }))));
        });
        expect(other).toEqual(one);
      }),
    );
  });

  test("the value of a masked pixel has no effect, not even NaN, bit for bit", () => {
    fc.assert(
      fc.property(fc.constantFrom("shared" as const, "each" as const), fc.nat(), (masks, seed) => {
        const [scene] = fc.sample(scenes({ masks }), { seed, numRuns: 1 });
        const { stack, mask, start } = scene!;
        const count = stack.shape[2]!;
        const observed = (at: number): boolean => Boolean(mask!.data[masks === "each" ? at : Math.floor(at / count)]);
        const changed = Float64Array.from(stack.data, (value, at) =>
          observed(at) ? value : at % 2 ? Number.NaN : 1e6,
        );
        const one = orThrow(eStep(plain, start, orThrow(images(stack, { mask }))));
        const other = orThrow(eStep(plain, start, orThrow(images({ ...stack, data: changed }, { mask }))));
        expect(other).toEqual(one);
      }),
    );
  });
});
