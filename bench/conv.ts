/**
 * Training of the convolutional autoencoder (28 x 28, code of 24 numbers, Adam, batches of 64 in a new order each epoch):
 * a step beside PyTorch's as most people write it, and with its pictures channels last, on the same pictures.
 *
 *   MNIST_DIR=... npx tsx bench/conv.ts [--threads 2] [--json out.json]
 *
 * Without MNIST_DIR on drawn digits.
 */

import { orThrow } from "../src/failure.js";
import { autoencoder, convAutoencoder, pictures } from "../src/flat.js";
import { tell } from "./figures.js";
import { here, race } from "./harness.js";
import { python } from "./python.js";
import { runtimes } from "./runtimes.js";
import { share } from "./share.js";
import { digitsFor, steps } from "./training.js";

const { model, optimizer, batch } = convAutoencoder(24);

const builds = await runtimes();
const digits = await digitsFor(builds[0]!);
const lesson = { objective: orThrow(autoencoder(model)), optimizer, batch, data: pictures(digits) };

const shared = share();
const file = shared.putBytes("pictures", [digits.count, 784], digits.images);
const torch = (name: string, settings: string) =>
  python(
    name,
    `import conv_torch as conv\nmodel, optimizer, batches = conv.prepare(${file}, ${batch}${settings})`,
    "conv.step(model, optimizer, next(batches))",
  );
const peers = [await torch("PyTorch", ""), await torch("PyTorch, channels last", ", channels_last=True")];
const present = peers.filter((peer) => peer !== undefined);
shared.remove();

const contenders = [...present, ...builds.map((runtime) => here(runtime.simd, steps(runtime, lesson)))];
const timings = await race(contenders, { rounds: 9, seconds: 0.5 });
for (const { close } of present) close();
tell("convolutional autoencoder, batch 64", [{ what: "a step", timings }]);
