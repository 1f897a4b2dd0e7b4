import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { createCanvas } from "canvas";
import { either as E } from "fp-ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LabelledImages } from "../../../src/data/labelledImages.js";
import { orThrow, describe as sentence } from "../../../src/failure.js";
import * as idx from "../../../src/formats/idx.js";
import { ndarray } from "../../../src/formats/ndarray.js";
import { load as loadDigits } from "../../../src/node/mnist/index.js";

/** A small MNIST: every byte differs from its neighbours, and no part is like another. */
const part = (count: number, first: number): LabelledImages => ({
  images: Uint8Array.from({ length: count * 6 }, (_, i) => first + 7 * i),
  labels: Uint8Array.from({ length: count }, (_, i) => (first + i) % 3),
  count,
  height: 3,
  width: 2,
});
const [train, test3] = [part(8, 1), part(3, 100)];

const imagesFile = ({ images, count, height, width }: LabelledImages) =>
  orThrow(idx.encode(ndarray("uint8", [count, height, width], images)));
const labelsFile = ({ labels, count }: LabelledImages) => orThrow(idx.encode(ndarray("uint8", [count], labels)));

const files: Readonly<Record<string, Uint8Array>> = {
  "train-images-idx3-ubyte": imagesFile(train),
  "train-labels-idx1-ubyte": labelsFile(train),
  "t10k-images-idx3-ubyte": imagesFile(test3),
  "t10k-labels-idx1-ubyte": labelsFile(test3),
};
const names = Object.keys(files);

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "elbo-ts-mnist-"));
});
afterEach(() => rm(folder, { recursive: true }));

const write = async (path: string, bytes: Uint8Array | string): Promise<void> => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), bytes);
};

const fromData = (path: string) => loadDigits({ data: join(folder, path) })();

const failure = (result: E.Either<Parameters<typeof sentence>[0], unknown>): string =>
  E.isLeft(result) ? sentence(result.left) : "loaded";

describe("data that a user names", () => {
  test("one file of pictures with the labels beside it; test pictures beside it, or every seventh held out", async () => {
    await write("emnist-train-images-idx3-ubyte", files[names[0]!]!);
    await write("emnist-train-labels-idx1-ubyte.gz", gzipSync(files[names[1]!]!));
    const notice = "no test pictures of their own: every seventh of the 8 is held out";
    const alone = await fromData("emnist-train-images-idx3-ubyte");
    expect(alone).toMatchObject(E.right({ notice, train: { count: 7 }, test: { count: 1 } }));
    expect(E.isRight(alone) && alone.right.test.images).toEqual(train.images.subarray(36, 42));
    expect(E.isRight(alone) && alone.right.test.labels).toEqual(train.labels.subarray(6, 7));

    await write("emnist-test-images-idx3-ubyte", files[names[2]!]!);
    await write("emnist-test-labels-idx1-ubyte", files[names[3]!]!);
    expect(await fromData("emnist-train-images-idx3-ubyte")).toMatchObject(E.right({ train, test: test3 }));
    expect(await fromData(".")).toMatchObject(E.right({ train, test: test3 }));
  });

  test("what does not fit together is one clear line", async () => {
    await write("a/train-images-idx3-ubyte", files[names[0]!]!);
    expect(failure(await fromData("a"))).toMatch(
      /no labels beside these pictures: expected train-labels-idx1-ubyte or train-labels-idx1-ubyte.gz$/,
    );
    await write("a/train-labels-idx1-ubyte", files[names[3]!]!);
    expect(failure(await fromData("a"))).toMatch(/not the labels of .*: expected 8 labels, got 3$/);
    await write("a/train-labels-idx1-ubyte", files[names[0]!]!);
    expect(failure(await fromData("a"))).toMatch(/these are not labels: .*got uint8, 8 x 3 x 2$/);
    await write("a/train-images-idx3-ubyte", files[names[1]!]!);
    expect(failure(await fromData("a"))).toMatch(/these are not pictures: .*got uint8, 8$/);
    await write("a/b.txt", "text");
    expect(failure(await fromData("a/b.txt"))).toMatch(/b.txt: not IDX pictures by its name/);
    await write("a/other-images-idx3-ubyte", files[names[0]!]!);
    expect(failure(await fromData("a"))).toMatch(/several files of pictures: got .*; name one of them$/);
    await mkdir(join(folder, "empty"));
    expect(failure(await fromData("empty"))).toMatch(/no IDX files and no pictures/);
  });

  test("training and test pictures of two sizes are refused", async () => {
    for (const name of names) await write(name, files[name]!);
    await write(names[2]!, orThrow(idx.encode(ndarray("uint8", [3, 2, 3], test3.images))));
    expect(failure(await fromData("."))).toMatch(/differ in size: expected 3 x 2, got 2 x 3$/);
  });
});

/** A PNG of grey values, each modulo 256. */
const png = (height: number, width: number, grey: (pixel: number) => number): Uint8Array => {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  const data = context.createImageData(width, height);
  for (let i = 0; i < height * width; i++) data.data.set([grey(i) & 255, grey(i) & 255, grey(i) & 255, 255], 4 * i);
  context.putImageData(data, 0, 0);
  return canvas.toBuffer("image/png");
};

/** The 15 greys of a picture that begins with `first`, as bytes. */
const pixels = (first: number): readonly number[] => Array.from({ length: 15 }, (_, pixel) => (first + pixel) & 255);

describe("folders of PNG pictures", () => {
  test("every grey survives, subfolders are classes in the order of their numbers, names too", async () => {
    for (const [label, name] of ["2", "10"].entries())
      for (let i = 0; i < 14; i++)
        await write(
          `${name}/${i}.png`,
          png(5, 3, (pixel) => 140 * label + 10 * i + pixel),
        );
    const result = await fromData(".");
    expect(result).toMatchObject(
      E.right({ classes: ["2", "10"], height: 5, width: 3, source: "data", train: { count: 24 }, test: { count: 4 } }),
    );
    if (E.isLeft(result)) return;
    const { train, test } = result.right;
    expect([...test.labels]).toEqual([0, 0, 1, 1]);
    expect([...test.images]).toEqual([60, 130, 200, 270].flatMap(pixels));
    expect([...train.images.subarray(0, 30)]).toEqual([...pixels(0), ...pixels(10)]);
  });

  test("pictures in the folder itself are one class", async () => {
    for (let i = 0; i < 7; i++)
      await write(
        `faces/${i}.png`,
        png(2, 2, () => i),
      );
    expect(await fromData("faces")).toMatchObject(E.right({ classes: ["faces"], train: { count: 6 } }));
  });

  test("another size, a damaged picture, another format, too few: one clear line", async () => {
    for (let i = 0; i < 6; i++)
      await write(
        `${i}.png`,
        png(2, 2, () => i),
      );
    expect(failure(await fromData("."))).toMatch(/too few pictures: expected at least 7, got 6$/);
    await write(
      "6.png",
      png(2, 3, () => 0),
    );
    expect(failure(await fromData("."))).toMatch(/6.png: the pictures differ in size: expected 2 x 2, .*got 2 x 3$/);
    await write("6.png", png(2, 2, () => 0).subarray(0, 40));
    expect(failure(await fromData("."))).toMatch(/6.png: not a picture that can be read: got a damaged PNG picture$/);
    await write("6.png", "text");
    expect(failure(await fromData("."))).toMatch(/6.png: not a picture that can be read: got a text file$/);
  });
});
