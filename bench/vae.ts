/**
 * Training of the dense VAE cs236781 (784-256-10, Adam, batches of 128 in a new order each epoch) beside PyTorch as most
 * people write it and as one who tunes it does, on the same pictures: a step, also beside jax-js's, and an epoch of a fit
 * (shuffling, gathering bytes, events), also beside its steps alone.
 *
 *   MNIST_DIR=... npx tsx bench/vae.ts [--threads 2] [--json out.json]
 *
 * Without MNIST_DIR on drawn digits. JAX_JS=folder: where the package @jax-js/jax is installed.
 */

import { key } from "../src/core/key.js";
import { orThrow } from "../src/failure.js";
import { begin, cs236781, fitSteps, pictures, vae } from "../src/flat.js";
import type { Runtime } from "../src/wasm/runtime.js";
import { type Figure, skip, tell } from "./figures.js";
import { type Contender, here, race } from "./harness.js";
import { jaxStep } from "./jax.js";
import { python } from "./python.js";
import { runtimes } from "./runtimes.js";
import { share } from "./share.js";
import { digitsFor, type Lesson, steps } from "./training.js";

const { model, optimizer, batch } = cs236781([28, 28]);
const objective = orThrow(vae(model));

const builds = await runtimes();
const digits = await digitsFor(builds[0]!);

/** Batches of the shorter epoch that is timed: a machine's company changes within a whole one. */
const short = 100;
const bytes = digits.images.subarray(0, short * batch * 784);
const all: Lesson = { objective, optimizer, batch, data: pictures(digits) };
const some: Lesson = { ...all, data: pictures({ ...digits, images: bytes }) };

/** Epochs of one long fit, one a call, every event heard. */
const epochs = (runtime: Runtime): (() => void) => {
  const settings = { optimizer, batch, epochs: Number.MAX_SAFE_INTEGER };
  const start = begin(runtime, objective, optimizer, key(0));
  const training = fitSteps(runtime, objective, settings, { train: some.data }, start);
  return () => {
    for (;;) {
      const { value, done } = training.next();
      if (done || value.kind === "EpochEnded") return;
    }
  };
};

const shared = share();
const [whole, part] = [
  shared.putBytes("all", [digits.count, 784], digits.images),
  shared.putBytes("some", [short * batch, 784], bytes),
];
const torch = async (file: string, times: number) => {
  const peer = (name: string, step: string, settings: string) =>
    python(
      name,
      `import vae_torch as vae\nmodel, optimizer, batches = vae.prepare(${file}, ${batch}${settings})`,
      `vae.several(${times}, ${step}, model, optimizer, batches)`,
    );
  const peers = [await peer("PyTorch", "vae.step", ""), await peer("PyTorch, tuned", "vae.tuned", ", foreach=True")];
  return peers.filter((each) => each !== undefined);
};

const figures: Figure[] = [];
const compare = async (what: string, peers: Awaited<ReturnType<typeof torch>>, others: readonly Contender[]) => {
  const timings = await race([...peers, ...others], { rounds: 15, seconds: 0.25 });
  for (const { close } of peers) close();
  figures.push({ what, timings });
};

const jax = await jaxStep(process.env["JAX_JS"], bytes, batch);
if (!jax) skip("jax-js", "set JAX_JS to a folder where @jax-js/jax is installed");
const ours = builds.map((runtime) => here(runtime.simd, steps(runtime, all)));
await compare("a step", await torch(whole, 1), [...ours, ...(jax ? [jax] : [])]);
const fits = builds.flatMap((runtime) => [
  here(`${runtime.simd}, fit`, epochs(runtime)),
  { ...here(`${runtime.simd}, its steps`, steps(runtime, some, short)), peer: true as const },
]);
await compare(`an epoch of ${short} batches`, await torch(part, short), fits);
shared.remove();
tell(`cs236781, batch ${batch}`, figures);
