/** A user with the optional packages too: files and pictures. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { loadImage } from "canvas";
import { ndarray, npy, npz } from "elbo-ts/formats";
import { load, readArray, toPng, writeBytes, writePng } from "elbo-ts/node";
import { figure, line, panel, toSvg } from "elbo-ts/plot";

const array = ndarray("float64", [2, 2], Float64Array.of(1, 2, 3, Number.NaN));
assert.deepEqual(npy.decode(npy.encode(array).right).right, array);
assert.deepEqual(npz.decode(npz.encode(new Map([["x", array]])).right).right.get("x"), array);
assert.equal((await writeBytes("x.npy", npy.encode(array).right)())._tag, "Right");
assert.deepEqual((await readArray("x.npy")()).right, array);
assert.equal((await load()())._tag, "Right");

/** What the README's programs read: pictures to be scaled. */
const pictures = ndarray(
  "uint8",
  [3, 56, 56],
  Uint8Array.from({ length: 3 * 56 * 56 }, (_, i) => (i * i) % 256),
);
assert.equal((await writeBytes("mine.npy", npy.encode(pictures).right)())._tag, "Right");

/** The same panel with a title and without: what differs is text, which a machine without fonts would leave out. */
const titled = (title) => figure(panel([line({ y: [3, 1, 2] })], { title }));
assert.equal((await writePng("titled.png", titled("Title"))())._tag, "Right");
const { width, height } = await loadImage(await readFile("titled.png"));
assert.ok(width > 100 && height > 100);
assert.notDeepEqual(toPng(titled("Title")), toPng(titled("Tittle")));
assert.match(toSvg(titled("Title")).right, />Title<\/text>/);
