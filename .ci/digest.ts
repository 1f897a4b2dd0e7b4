/** Trains a VAE and fits a template on the plain kernels, and prints the engine with a digest of every bit of both. */
import { createHash } from "node:crypto";
import {
  begin,
  cs236781,
  drawDigits,
  drawScene,
  fit,
  fitTemplate,
  images,
  key,
  orThrow,
  pictures,
  type ReadonlyFloats,
  vae,
} from "../src/index.js";
import { load } from "../src/node.js";

const runtime = orThrow(await load("plain")());
const hash = createHash("sha256");
const add = (values: ReadonlyFloats | readonly number[]): void => {
  hash.update(new Uint8Array(Float64Array.from(values).buffer));
};

const digits = drawDigits(runtime, key(1), 2000);
const { model, optimizer, batch } = cs236781([28, 28]);
const objective = orThrow(vae(model));
const settings = { optimizer, batch, epochs: 2 };
const start = begin(runtime, objective, optimizer, key(0));
const trained = orThrow(fit(runtime, objective, settings, { train: pictures(digits) }, start));
add(trained.state.weights.params);
add(trained.history.map(({ train }) => train.loss));

const scene = drawScene(runtime, key(2), 100);
const found = orThrow(fitTemplate(runtime, key(3), orThrow(images(scene.images)), { faceWidth: 73 }));
add(found.theta.face.data);
add(found.trace);

console.log(`${process.versions.node} ${hash.digest("hex")}`);
