/** What a model takes off noisy pictures, beside what the leading principal components do. */
import {
  type either as E,
  function as F,
  monoid as M,
  number as N,
  readonlyRecord as R,
  taskEither as TE,
} from "fp-ts";
import { imageTensor } from "../../src/cli/data/dataset.js";
import type { RunHost } from "../../src/cli/index.js";
import { foldChunks } from "../../src/cli/training/evidence.js";
import type { ImageSet, LabelledImages } from "../../src/data/labelledImages.js";
import { type Failure, orThrow } from "../../src/failure.js";
import { foldIn, type Key, key, noisy, pca, type Runtime, reconstruct, reshape, type Tensor } from "../../src/flat.js";
import type { Learner } from "../digits/learner.js";
import { clip, squaredError, throughPlane } from "../digits/noise.js";

const sums = M.struct({
  noisy: N.MonoidSum,
  pca: N.MonoidSum,
  /** Within [0, 1], where pixels are. */
  pcaClipped: N.MonoidSum,
  model: N.MonoidSum,
});

/** Squared errors against the clean pictures: of the noisy ones, and of what is made of them. */
export type FilterErrors = typeof sums.empty;

/** The components that hold nine tenths of the variance of a set: 87 on MNIST. */
const components = (runtime: Runtime, set: LabelledImages): E.Either<Failure, pca.Pca> => {
  const each = function* (): Generator<Tensor> {
    for (let from = 0; from < set.count; from += 2000)
      yield imageTensor(set, { from, to: Math.min(from + 2000, set.count), flat: true });
  };
  return pca.fit(runtime, key(0), each, { components: 0.9 });
};

const errorsOf = ({ runtime, model, weights }: Learner, plane: pca.Pca, clean: Tensor, seen: Tensor): FilterErrors => {
  const nearest = orThrow(throughPlane(runtime, plane, reshape([seen.shape[0]!, model.numbers], seen)));
  return {
    noisy: squaredError(seen, clean),
    pca: squaredError(nearest, clean),
    pcaClipped: squaredError(nearest, clean, clip),
    model: squaredError(reconstruct(runtime, model, weights, seen), clean),
  };
};

/** Pictures of a set with noise on them, each chunk's from a key of its own. */
export const noisyPart = (runtime: Runtime, key: Key, set: LabelledImages, sigma: number, from: number, to: number) =>
  noisy(runtime, foldIn(key, from), imageTensor(set, { from, to }), sigma);

/** The means over all pixels of all test pictures, and the number of components. */
export const measureFilter = (
  host: Pick<RunHost, "progress" | "yieldToEvents">,
  learner: Learner,
  { train, test }: ImageSet,
  key: Key,
  sigma: number,
): TE.TaskEither<Failure, { readonly errors: FilterErrors; readonly components: number }> => {
  const { runtime } = learner;
  return F.pipe(
    TE.fromIOEither(() => components(runtime, train)),
    TE.chainTaskK((plane) => async () => {
      const sum = await foldChunks(host, "noise", test.count, sums.empty, (sofar, from, to) =>
        sums.concat(
          sofar,
          errorsOf(learner, plane, imageTensor(test, { from, to }), noisyPart(runtime, key, test, sigma, from, to)),
        ),
      )();
      const pixels = test.count * test.height * test.width;
      return { errors: R.map((of: number) => of / pixels)(sum) as FilterErrors, components: plane.variances.length };
    }),
  );
};
