/** A user who installed fp-ts and io-ts alone: the library in plain Node, without its edges. */
import assert from "node:assert/strict";
import { key, load, template } from "elbo-ts";
import { base64 } from "elbo-ts/kernels/plain.js";

const [height, width, faceWidth, count] = [4, 9, 3, 24];
const face = [200, 40, 200, 40, 200, 40, 200, 200, 200, 40, 200, 40];
const shifts = Array.from({ length: count }, (_, k) => (5 * k) % (width - faceWidth + 1));

/** Between -1 and 1, without a pattern that matters. */
const noise = (i) => 2 * ((Math.sin(12.9898 * i) * 43758.5453) % 1);

const data = Float64Array.from({ length: height * width * count }, (_, at) => {
  const [k, j, i] = [at % count, Math.floor(at / count) % width, Math.floor(at / count / width)];
  const column = j - shifts[k];
  return (column >= 0 && column < faceWidth ? face[i * faceWidth + column] : 100) + noise(at);
});

const right = (result) => {
  assert.equal(result._tag, "Right", JSON.stringify(result));
  return result.right;
};

assert.equal(WebAssembly.validate(Buffer.from(base64, "base64")), true);
const runtime = right(await load({ simd: "plain" })());
const { theta, posterior } = right(
  template.fit(runtime, key(1), right(template.images({ shape: [height, width, count], data })), {
    faceWidth,
    restarts: 8,
  }),
);

for (const [at, pixel] of theta.face.data.entries()) assert.ok(Math.abs(pixel - face[at]) < 2, `${pixel}, ${face[at]}`);
for (const [k, shift] of shifts.entries()) assert.ok(posterior.data[shift * count + k] > 0.99);
