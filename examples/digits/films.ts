/** Pictures of codes on the move, as GIF files. */

import type { either as E } from "fp-ts";
import { type ImagePair, imageAt } from "../../src/cli/data/classPair.js";
import type { LabelledImages } from "../../src/data/labelledImages.js";
import type { Failure } from "../../src/failure.js";
import { closedPath, decode, encode, integers, interpolate, type Key, type Tensor, tensor } from "../../src/flat.js";
import * as gif from "../../src/formats/gif/index.js";
import { images, type Learner, shapeOf } from "./learner.js";

/** From the code of one picture to that of another, 200 frames of 40 ms. */
export const wayFilm = (
  { runtime, model, weights }: Learner,
  from: Tensor,
  to: Tensor,
): E.Either<Failure, Uint8Array> =>
  gif.encodePictures(images(interpolate(runtime, model, weights, from, to, 200)), { shape: shapeOf(model), delay: 40 });

/** The same between two pictures of a set. */
export const interpolationFilm = (learner: Learner, set: LabelledImages, [from, to]: ImagePair) =>
  wayFilm(learner, imageAt(set, from), imageAt(set, to));

/** A closed tour through the codes of 30 random pictures, 20 steps each, 30 ms a frame. */
export const tourFilm = (
  { runtime, model, weights }: Learner,
  set: LabelledImages,
  key: Key,
): E.Either<Failure, Uint8Array> => {
  const chosen = Array.from(integers(runtime, key, [30], set.count).data, (i) => [...imageAt(set, i).data]);
  const codes = encode(runtime, model, weights, tensor([30, ...model.shape], Float32Array.from(chosen.flat())));
  return gif.encodePictures(images(decode(runtime, model, weights, closedPath(codes, 20))), {
    shape: shapeOf(model),
    delay: 30,
  });
};
