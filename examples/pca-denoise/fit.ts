import { either as E, function as F, type taskEither as TE } from "fp-ts";
import { imageTensor } from "../../src/cli/data/dataset.js";
import type { RunHost } from "../../src/cli/index.js";
import type { LabelledImages } from "../../src/data/labelledImages.js";
import { badData, type Failure } from "../../src/failure.js";
import { key, named, pca, reshape, type Tensor } from "../../src/flat.js";
import type { Run } from "./settings.js";

/** The components that were found, and those of them that are kept. */
export interface Fitted {
  /** Of the full method all; of the randomised one as many as are kept. */
  readonly found: pca.Pca;
  readonly kept: pca.Pca;
}

/** Pictures of a chunk. */
const chunk = 2000;

/** Pictures from..to of a set as rows. */
export const rows = (set: LabelledImages, from: number, to: number): Tensor =>
  reshape([to - from, set.height * set.width], imageTensor(set, { from, to }));

/** Where chunks of a set begin and end. */
export const chunksOf = ({ count }: LabelledImages): readonly (readonly [from: number, to: number])[] =>
  Array.from({ length: Math.ceil(count / chunk) }, (_, i) => [i * chunk, Math.min((i + 1) * chunk, count)]);

/** The chunks of a set, a tick of the bar each; it can be gone through again. */
const watched = ({ progress }: RunHost, set: LabelledImages): Iterable<Tensor> => ({
  *[Symbol.iterator]() {
    const bar = progress("pictures", set.count);
    for (const [from, to] of chunksOf(set)) {
      yield rows(set, from, to);
      bar.tick(to);
    }
    bar.end();
  },
});

/** The covariance of more pixels takes gigabytes. */
const mostPixels = 4096;

const tooLarge = ({ height, width }: LabelledImages): Failure =>
  badData("PicturesTooLarge", "the covariance of so many pixels does not fit into memory", {
    expected: `at most ${mostPixels} pixels a picture`,
    got: `${height} x ${width}`,
    hint: "give --method randomised --components 50, or smaller pictures",
  });

/** The principal components of the training pictures. */
export const fit =
  (run: Run, train: LabelledImages): TE.TaskEither<Failure, Fitted> =>
  async () => {
    const { runtime, settings, yieldToEvents } = run;
    const { method, components, variance } = settings;
    if (method === "full" && train.height * train.width > mostPixels) return E.left(tooLarge(train));
    await yieldToEvents();
    const wanted = components ?? variance;
    const chunks = watched(run, train);
    const found =
      method === "randomised" && components !== undefined
        ? pca.fit(runtime, named(key(settings.seed), "directions"), chunks, { components, method: "randomized" })
        : pca.fit(runtime, key(settings.seed), chunks);
    return F.pipe(
      found,
      E.chain(
        (all): E.Either<Failure, Fitted> =>
          F.pipe(
            pca.truncate(all, { components: wanted }),
            E.map((kept) => ({ found: all, kept })),
          ),
      ),
    );
  };
