/** Trains a VAE and fits a template on the plain kernels: a digest of every bit of both, on any engine. */
import {
  begin,
  cs236781,
  drawDigits,
  drawScene,
  fit,
  fitTemplate,
  images,
  key,
  load,
  orThrow,
  pictures,
  vae,
} from "./node_modules/elbo-ts/dist/flat.js";

const runtime = orThrow(await load({ simd: "plain" })());

const digits = drawDigits(runtime, key(1), 2000);
const { model, optimizer, batch } = cs236781([28, 28]);
const objective = orThrow(vae(model));
const settings = { optimizer, batch, epochs: 2 };
const start = begin(runtime, objective, optimizer, key(0));
const trained = orThrow(fit(runtime, objective, settings, { train: pictures(digits) }, start));

const scene = drawScene(runtime, key(2), 100);
const found = orThrow(fitTemplate(runtime, key(3), orThrow(images(scene.images)), { faceWidth: 73 }));

const numbers = [
  trained.state.weights.params,
  trained.history.map(({ train }) => train.loss),
  found.theta.face.data,
  found.trace,
].flatMap((values) => [...values]);

const hash = await crypto.subtle.digest("SHA-256", Float64Array.from(numbers));

/** SHA-256 in hexadecimal digits. */
export const digest = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
