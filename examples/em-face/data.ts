import { either as E, function as F, taskEither as TE } from "fp-ts";
import { drawScene } from "../../src/data/synthetic/scene/index.js";
import { type Failure, locate } from "../../src/failure.js";
import { type ImageLayout, type Images, images, key, named, part, type Runtime, type Stack } from "../../src/flat.js";
import { type NdArray, toFloat64 } from "../../src/formats/ndarray.js";
import { readArray } from "../../src/node/index.js";

/** Where the images are to come from. */
export interface Source {
  readonly data: string | undefined;
  readonly array: string | undefined;
  readonly layout: ImageLayout;
  readonly mask: string | undefined;
  /** At most so many images; all where absent. */
  readonly most: number | undefined;
}

/** Images and what to say of them. */
export interface Loaded {
  readonly images: Images;
  readonly notices: readonly string[];
  /** What pictures of data that is not the user's must say. */
  readonly caution: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** 64-bit integers become floats; everything else is used as it lies in the file. */
const stackOf = (array: NdArray): E.Either<Failure, Stack> => {
  const { data, shape } = array;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return toFloat64(array);
  return E.right({ shape, data });
};

const readStack = (path: string, array: string | undefined): TE.TaskEither<Failure, Stack> =>
  F.pipe(readArray(path, array === undefined ? {} : { name: array }), TE.chainEitherK(stackOf));

const clipped = ({ range }: Images): readonly string[] =>
  range.atEnds > 0.01
    ? [
        `${(100 * range.atEnds).toFixed(1)} % of the pixels sit at the ends of the range (${range.least} or ${range.most}): ` +
          "clipped noise bends the means, so contrasts come out weaker than they are",
      ]
    : [];

const fromFile = (path: string, source: Source): TE.TaskEither<Failure, Loaded> =>
  F.pipe(
    TE.Do,
    TE.bind("stack", () => readStack(path, source.array)),
    TE.bind("mask", () => (source.mask === undefined ? TE.right(undefined) : readStack(source.mask, undefined))),
    TE.chainEitherK(({ stack, mask }) =>
      F.pipe(images(stack, { layout: source.layout, mask }), E.mapLeft(locate(path))),
    ),
    TE.bindTo("all"),
    TE.bind("images", ({ all }) => TE.fromEither(part(all, { count: source.most ?? all.count }))),
    TE.map(({ all, images }) => ({
      images,
      notices: clipped(all),
      caution: undefined,
      data: {
        source: path,
        height: all.height,
        width: all.width,
        count: Math.min(all.count, source.most ?? all.count),
      },
    })),
  );

/** The embedded scene is always the same: the seed of a run moves its starts, not its data. */
const sceneKey = named(key(0), "em-face", "scene");

const drawnHere = "no --data: a scene drawn by this program, synthetic data";

const embedded = (runtime: Runtime, most: number): E.Either<Failure, Loaded> => {
  const scene = drawScene(runtime, sceneKey, most);
  return F.pipe(
    images(scene.images),
    E.map((all) => ({
      images: all,
      notices: [drawnHere, ...clipped(all)],
      caution: drawnHere,
      data: { source: "synthetic", height: all.height, width: all.width, count: all.count },
    })),
  );
};

/** The user's images, or else the embedded scene. */
export const load = (runtime: Runtime, source: Source): TE.TaskEither<Failure, Loaded> =>
  source.data === undefined
    ? F.pipe(
        TE.fromIO(() => embedded(runtime, source.most ?? 1000)),
        TE.chainEitherK(F.identity),
      )
    : fromFile(source.data, source);
