import { describe, expect, test } from "vitest";
import { key } from "../../src/core/key.js";
import { type Tensor, tensor } from "../../src/core/tensor.js";
import type { Pca } from "../../src/embedding/pca/index.js";
import * as pca from "../../src/embedding/pca/index.js";
import { orThrow } from "../../src/failure.js";
import { mapped } from "../arbitraries/maps.js";
import { plain } from "../arbitraries/runtimes.js";
import { type Components, componentLaws } from "./components.js";
import { broken } from "./law.js";

const sound: Components = {
  fit: (chunks, options) => orThrow(pca.fit(plain, key(0), chunks, options)),
  transform: (model, x) => orThrow(pca.transform(plain, model, x)),
  inverse: (model, y) => orThrow(pca.inverse(plain, model, y)),
};

/** A fit that gives something else of what it found. */
const fitting = (change: (model: Pca) => Partial<Pca>): Components => ({
  ...sound,
  fit: (chunks, options) => {
    const model = sound.fit(chunks, options);
    return { ...model, ...change(model) };
  },
});

const turned = ({ components, variances }: Pca): Tensor => {
  const [k, d] = [variances.length, components.shape[1]!];
  return tensor(
    components.shape,
    Float64Array.from(components.data, (_, at) => components.data[(k - 1 - Math.floor(at / d)) * d + (at % d)]!),
  );
};

describe("the laws of components", () => {
  test("hold of sound ones", () => expect(broken(componentLaws(sound))).toBe(""));

  test.each<[string, Components, RegExp]>([
    [
      "variances over n",
      fitting(({ variances, count }) => ({
        variances: Float64Array.from(variances, (v) => (v * (count - 1)) / count),
      })),
      /variances are those/,
    ],
    [
      "variances over n, and whitening by them",
      fitting(({ variances, count }) => ({
        variances: Float64Array.from(variances, (v) => (v * (count - 1)) / count),
      })),
      /whitened/,
    ],
    ["rows about the origin", fitting(({ mean }) => ({ mean: Float64Array.from(mean, () => 0) })), /mean 0/],
    [
      "components that are not of length 1",
      fitting(({ components }) => ({ components: mapped(components, (c) => 1.001 * c) })),
      /orthonormal/,
    ],
    [
      "a first component that is not there",
      fitting(({ components }) => ({ components: mapped(components, (c, at) => (at < components.shape[1]! ? 0 : c)) })),
      /dropped/,
    ],
    ["one component for another", fitting((model) => ({ components: turned(model) })), /variances are those/],
    [
      "a noise that counts what was kept",
      fitting(({ noiseVariance, variances }) => ({ noiseVariance: noiseVariance + variances[0]! / 100 })),
      /dropped/,
    ],
    [
      "the last chunk alone",
      {
        ...sound,
        fit: (chunks, options) => {
          const all = [...chunks];
          return sound.fit(all.slice(all.at(-1)!.shape[0]! > 1 ? -1 : 0), options);
        },
      },
      /chunks add up/,
    ],
    [
      "a way back without the mean",
      { ...sound, inverse: (model, y) => sound.inverse({ ...model, mean: Float64Array.from(model.mean, () => 0) }, y) },
      /there and back/,
    ],
    [
      "a way back in float32",
      { ...sound, inverse: (model, y) => mapped(sound.inverse(model, y), Math.fround) },
      /there and back/,
    ],
    [
      "whitening that does nothing",
      { ...sound, transform: (model, x) => sound.transform({ ...model, whiten: false }, x) },
      /whitened/,
    ],
  ])("catch %s", (_, mutant, law) => expect(broken(componentLaws(mutant), law)).not.toBe(""));
});
