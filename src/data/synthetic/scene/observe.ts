import { foldIn, type Key, named } from "../../../core/key.js";
import { uniform } from "../../../core/random.js";
import type { Stack } from "../../../em/template/images.js";
import type { Template } from "../../../em/template/theta.js";
import type { Pointer } from "../../../wasm/arena.js";
import type { Runtime } from "../../../wasm/runtime.js";
import { shiftsAt } from "./prior.js";

/** Images in bytes, [H, W, K], and what is hidden in them. */
export interface ShiftedImages {
  readonly images: Stack & { readonly data: Uint8Array };
  /** d of each image: the first column of the face. */
  readonly shifts: Int32Array;
}

/** Images whose noise is drawn at a time, row by row, and then written column by column. */
const block = 16;

/**
 * Images drawn from a template whose face is as high as the picture,
 *
 *   d ~ a,   X_k[i, j] = F[i, j - d] where 0 <= j - d < w, else B[i, j],   plus s * normal,
 *
 * rounded and held to 0..255. Image k depends on `key` and k alone, so that more images begin with the fewer ones.
 */
export const observe = (runtime: Runtime, key: Key, template: Template, count: number): ShiftedImages => {
  const { face, background, noise, prior } = template;
  const [height, width] = background.shape as readonly [number, number];
  const faceWidth = face.shape[1]!;
  const pixels = height * width;
  const shifts = shiftsAt(prior, uniform(runtime, named(key, "shift"), [count], "float64").data);
  const data = new Uint8ClampedArray(pixels * count);

  /** Writes the images from `first` on, as many as the noise is for: [k][i][j] in, [i][j][k] out. */
  const write = (normals: Float32Array, first: number): void => {
    const used = normals.length / pixels;
    for (let pixel = 0; pixel < pixels; pixel++) {
      const column = pixel % width;
      const row = (pixel - column) / width;
      for (let k = 0; k < used; k++) {
        const m = column - shifts[first + k]!;
        const signal = m >= 0 && m < faceWidth ? face.data[row * faceWidth + m]! : background.data[pixel]!;
        data[pixel * count + first + k] = signal + noise * normals[k * pixels + pixel]!;
      }
    }
  };

  const ofNoise = named(key, "noise");
  runtime.using(({ kernels, arena }) => {
    const at: Pointer = arena.alloc32(block * pixels);
    for (let first = 0; first < count; first += block) {
      const used = Math.min(block, count - first);
      for (let k = 0; k < used; k++) {
        const { k0, k1 } = foldIn(ofNoise, first + k);
        kernels.normal32(at + 4 * k * pixels, pixels, k0, k1, 0);
      }
      write(arena.f32(at, used * pixels), first);
    }
  });
  return { images: { shape: [height, width, count], data: new Uint8Array(data.buffer) }, shifts };
};
