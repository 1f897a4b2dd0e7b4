/**
 * A face hidden in a landscape: the scene that images of a template are drawn from.
 *
 * May use core and the types of templates. Begin with `drawScene`; a picture is `paint.ts` on regions of `distance.ts`.
 */
import type { Key } from "../../../core/key.js";
import { type Tensor, tensor } from "../../../core/tensor.js";
import { shiftsOf, type Template } from "../../../em/template/theta.js";
import type { Runtime } from "../../../wasm/runtime.js";
import { squared } from "./distance.js";
import { landscape, landscapeHeight, landscapeWidth } from "./landscape.js";
import { observe, type ShiftedImages } from "./observe.js";
import { portrait, portraitHeight, portraitWidth } from "./portrait.js";
import { twoHills } from "./prior.js";

/** Noisy pictures of a face that hides somewhere in a landscape, and the template that they were drawn from. */
export interface Scene extends Template, ShiftedImages {}

/** The size of the images and of the face, which is as high as they are. */
export const sceneExtents = {
  height: landscapeHeight,
  width: landscapeWidth,
  faceHeight: portraitHeight,
  faceWidth: portraitWidth,
} as const;

/** The noise, and mean and standard deviation of either picture, in grey levels: 0 is black, 255 is white. */
const [noise, mean, deviation] = [75, 118, 30] as const;

/** A picture at the brightness and the contrast of the scene, so that neither gives the face away. */
const toned = (height: number, width: number, greys: Float64Array): Tensor => {
  const average = greys.reduce((sum, grey) => sum + grey, 0) / greys.length;
  const variance = greys.reduce((sum, grey) => sum + squared(grey - average), 0) / greys.length;
  const contrast = deviation / Math.sqrt(variance);
  return tensor(
    [height, width],
    greys.map((grey) => mean + contrast * (grey - average)),
  );
};

/**
 * What the scene is drawn from: a portrait, 100 x 73, hidden in a landscape, 100 x 200, under noise two and a half times
 * as strong as the pictures themselves; of the 128 shifts those about two columns are the likeliest.
 *
 * Made of sums, products, quotients and square roots alone, which are the same on every engine.
 *
 * @example
 * sceneTemplate().face.shape // => [100, 73]
 */
export const sceneTemplate = (): Template => ({
  face: toned(portraitHeight, portraitWidth, portrait()),
  background: toned(landscapeHeight, landscapeWidth, landscape()),
  noise,
  prior: twoHills(shiftsOf(sceneExtents).count),
});

/**
 * The scene for those who have no images of their own.
 *
 * count: K, 1000 for a full set. Image k depends on `key` and k alone, so that more images begin with the fewer ones.
 * The same bytes on every engine with the plain kernels; the relaxed ones change a byte in some millions by one.
 *
 * @example
 * drawScene(runtime, key(0), 2).images.shape // => [100, 200, 2]
 */
export const drawScene = (runtime: Runtime, key: Key, count: number): Scene => {
  const template = sceneTemplate();
  return { ...template, ...observe(runtime, key, template, count) };
};
