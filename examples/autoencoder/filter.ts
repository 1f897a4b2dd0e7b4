/** What a model takes off noisy pictures, beside what the leading principal components do. */
import {
  type either as E,
  function as F,
  monoid as M,
  number as N,
  readonlyRecord as R,
  taskEither as TE,
} from "fp-ts";
import type { Host } from "../../src/cli/index.js";
import { type Failure, orThrow } from "../../src/failure.js";
import {
  foldIn,
  inversePca,
  type Key,
  noisy,
  type Pca,
  pca,
  type Runtime,
  size,
  type Tensor,
  tensor,
  transformPca,
} from "../../src/index.js";
import type { ImageSet, LabelledImages } from "../../src/io/labelledImages.js";
import { reconstruct } from "../../src/models/index.js";
import { foldChunks } from "../digits/chunks.js";
import type { Learner } from "../digits/learner.js";
import { part } from "../digits/load.js";

const sums = M.struct({
  noisy: N.MonoidSum,
  pca: N.MonoidSum,
  /** Within [0, 1], where pixels are. */
  pcaClipped: N.MonoidSum,
  model: N.MonoidSum,
});

/** Squared errors against the clean pictures: of the noisy ones, and of what is made of them. */
export type FilterErrors = typeof sums.empty;

const flat = ({ shape, data }: Tensor): Tensor => tensor([shape[0]!, size(shape.slice(1))], data);

/** The components that hold nine tenths of the variance of a set: 87 on MNIST. */
const components = (runtime: Runtime, set: LabelledImages): E.Either<Failure, Pca> => {
  const rows = 5000;
  const each = function* (): Generator<Tensor> {
    for (let from = 0; from < set.count; from += rows) yield flat(part(set, from, Math.min(from + rows, set.count)));
  };
  return pca(runtime, { keep: { share: 0.9 } })(each());
};

const squaredError = (a: Tensor, b: Tensor, of: (x: number) => number = F.identity): number => {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += (of(a.data[i]!) - b.data[i]!) ** 2;
  return sum;
};

const clip = (x: number): number => Math.min(1, Math.max(0, x));

const errorsOf = ({ runtime, model, weights }: Learner, plane: Pca, clean: Tensor, seen: Tensor): FilterErrors => {
  const nearest = orThrow(inversePca(runtime, plane)(orThrow(transformPca(runtime, plane)(flat(seen)))));
  return {
    noisy: squaredError(seen, clean),
    pca: squaredError(nearest, clean),
    pcaClipped: squaredError(nearest, clean, clip),
    model: squaredError(reconstruct(runtime, model, weights, seen), clean),
  };
};

/** Pictures of a set with noise on them, each chunk's from a key of its own. */
export const noisyPart = (runtime: Runtime, key: Key, set: LabelledImages, sigma: number, from: number, to: number) =>
  noisy(runtime, foldIn(key, from), part(set, from, to), sigma);

/** The means over all pixels of all test pictures, and the number of components. */
export const measureFilter = (
  host: Pick<Host, "progress" | "breathe">,
  learner: Learner,
  { train, test }: ImageSet,
  key: Key,
  sigma: number,
): TE.TaskEither<Failure, { readonly errors: FilterErrors; readonly components: number }> => {
  const { runtime } = learner;
  return F.pipe(
    TE.fromEither(components(runtime, train)),
    TE.chainTaskK((plane) => async () => {
      const sum = await foldChunks(host, "noise", test.count, sums.empty, (sofar, from, to) =>
        sums.concat(
          sofar,
          errorsOf(learner, plane, part(test, from, to), noisyPart(runtime, key, test, sigma, from, to)),
        ),
      );
      const pixels = test.count * test.height * test.width;
      return { errors: R.map((of: number) => of / pixels)(sum) as FilterErrors, components: plane.variances.length };
    }),
  );
};
