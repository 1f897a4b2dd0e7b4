/** Trains a VAE and fits a template on the plain kernels: a digest of every bit of both, on any engine. */
import { key, load, orThrow, presets, synthetic, template, train, vae } from "elbo-ts";

const runtime = orThrow(await load({ simd: "plain" })());

const digits = train.pictures(orThrow(synthetic.digits(runtime, key(1), { count: 2000 })));
const { model, ...options } = presets.cs236781([28, 28]);
const objective = orThrow(vae.compile(model));
const trained = orThrow(train.fit(runtime, key(0), objective, { train: digits }, { ...options, epochs: 2 }));

const scene = orThrow(synthetic.scene(runtime, key(2), { count: 100 }));
const images = orThrow(template.images(scene.images));
const found = orThrow(template.fit(runtime, key(3), images, { faceWidth: 73 }));

const numbers = [
  trained.state.weights.params,
  trained.history.map(({ train }) => train.loss),
  found.theta.face.data,
  found.bounds,
].flatMap((values) => [...values]);

const hash = await crypto.subtle.digest("SHA-256", Float64Array.from(numbers));

/** SHA-256 in hexadecimal digits. */
export const digest = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
