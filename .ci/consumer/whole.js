/** A user with the optional packages too: files and pictures. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { loadImage } from "canvas";
import { decodeNpy, decodeNpz, encodeNpy, encodeNpz, load, ndarray, readArray, writeBytes } from "elbo-ts/node";
import { figure, line, panel, toPng } from "elbo-ts/plot";

const array = ndarray("float64", [2, 2], Float64Array.of(1, 2, 3, Number.NaN));
assert.deepEqual(decodeNpy(encodeNpy(array)).right, array);
assert.deepEqual(decodeNpz(encodeNpz(new Map([["x", array]]))).right.get("x"), array);
assert.equal((await writeBytes("x.npy", encodeNpy(array))())._tag, "Right");
assert.deepEqual((await readArray("x.npy")()).right, array);
assert.equal((await load()())._tag, "Right");

/** What the README's programs read: pictures to be scaled. */
const pictures = ndarray(
  "uint8",
  [3, 56, 56],
  Uint8Array.from({ length: 3 * 56 * 56 }, (_, i) => (i * i) % 256),
);
assert.equal((await writeBytes("mine.npy", encodeNpy(pictures))())._tag, "Right");

/** The same panel with a title and without: what differs is text, which a machine without fonts would leave out. */
const picture = (title) => toPng(figure(panel([line({ y: [3, 1, 2] })], { title })));
await writeBytes("titled.png", picture("Title"))();
const { width, height } = await loadImage(await readFile("titled.png"));
assert.ok(width > 100 && height > 100);
assert.notDeepEqual(picture("Title"), picture("Tittle"));
