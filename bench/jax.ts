/** The same training step in jax-js on its WebAssembly device: a peer that is there only if it is installed. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Contender } from "./harness.js";

/** jax-js counts references: an operation consumes its arrays, and `ref` is one more. */
interface Value {
  readonly ref: Value;
  readonly shape: readonly number[];
  readonly add: (other: Value | number) => Value;
  readonly sub: (other: Value) => Value;
  readonly mul: (other: Value | number) => Value;
  readonly div: (other: Value | number) => Value;
  readonly sum: () => Value;
  readonly reshape: (shape: readonly number[]) => Value;
  readonly data: () => Promise<ArrayLike<number>>;
}
type Tree = Record<string, Value>;
type Loss = (p: Tree, x: Value, noise: Value) => Value;

interface Jax {
  readonly init: () => Promise<unknown>;
  readonly defaultDevice: (name: string) => void;
  readonly jit: <F>(f: F) => F;
  readonly valueAndGrad: (f: Loss) => (...given: Parameters<Loss>) => readonly [Value, Tree];
  readonly tree: { readonly ref: (tree: Tree) => Tree };
  readonly numpy: {
    readonly array: (values: Float32Array) => Value;
    readonly zeros: (shape: readonly number[]) => Value;
    readonly matmul: (a: Value, b: Value) => Value;
    readonly maximum: (a: Value, b: number) => Value;
    readonly abs: (a: Value) => Value;
    readonly exp: (a: Value) => Value;
    readonly log: (a: Value) => Value;
    readonly sqrt: (a: Value) => Value;
  };
}

const sizes = { enc: [784, 256], mu: [256, 10], logvar: [256, 10], dec: [10, 256], out: [256, 784] } as const;

/** -ELBO: softplus and divergence written out, as the peer has no fused form. */
const lossOf = ({ numpy: np }: Jax, batch: number): Loss => {
  return (p, x, noise) => {
    const layer = (name: string, input: Value) => np.matmul(input, p[`${name}.w`]!).add(p[`${name}.b`]!);
    const hidden = np.maximum(layer("enc", x.ref), 0);
    const [mu, logvar] = [layer("mu", hidden.ref), layer("logvar", hidden)];
    const z = mu.ref.add(np.exp(logvar.ref.mul(0.5)).mul(noise));
    const y = layer("out", np.maximum(layer("dec", z), 0));
    const softplus = np.maximum(y.ref, 0).add(np.log(np.exp(np.abs(y.ref).mul(-1)).add(1)));
    const kl = logvar.ref.add(1).sub(mu.ref.mul(mu)).sub(np.exp(logvar)).sum().mul(-0.5);
    return softplus.sub(y.mul(x)).sum().add(kl).div(batch);
  };
};

/** Adam written out: one compiled function from (parameters, moments, batch) to the next. */
const stepOf = (jax: Jax, batch: number) => {
  const { numpy: np } = jax;
  const gradient = jax.valueAndGrad(lossOf(jax, batch));
  return jax.jit((p: Tree, m: Tree, v: Tree, x: Value, noise: Value, c1: Value, c2: Value) => {
    const [loss, g] = gradient(jax.tree.ref(p), x, noise);
    const next: readonly [Tree, Tree, Tree] = [{}, {}, {}];
    for (const name of Object.keys(p)) {
      next[1][name] = m[name]!.mul(0.9).add(g[name]!.ref.mul(0.1));
      next[2][name] = v[name]!.mul(0.999).add(g[name]!.ref.mul(g[name]!).mul(0.001));
      const spread = np.sqrt(next[2][name]!.ref.mul(c2.ref)).add(1e-8);
      next[0][name] = p[name]!.sub(next[1][name]!.ref.mul(c1.ref).div(spread).mul(1e-3));
    }
    return [loss, ...next] as const;
  });
};

const uniform = (n: number, bound: number) => Float32Array.from({ length: n }, () => bound * (2 * Math.random() - 1));

const normal = (n: number) =>
  Float32Array.from(
    { length: n },
    () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random()),
  );

/** The step, on batches of the given pictures; nothing where `folder` has no such package. */
export const jaxStep = async (
  folder: string | undefined,
  bytes: Uint8Array,
  batch: number,
): Promise<Contender | undefined> => {
  if (folder === undefined) return undefined;
  const entry = createRequire(join(folder, "package.json")).resolve("@jax-js/jax");
  const jax = (await import(pathToFileURL(entry).href)) as Jax;
  // It looks for a GPU in `navigator`, which Node has from version 21 on.
  if (!("navigator" in globalThis)) Object.assign(globalThis, { navigator: {} });
  await jax.init();
  jax.defaultDevice("wasm");
  const { numpy: np } = jax;
  const pictures = Float32Array.from(bytes, (byte) => byte / 255);
  const step = stepOf(jax, batch);

  let p: Tree = {};
  for (const [name, [from, to]] of Object.entries(sizes)) {
    p[`${name}.w`] = np.array(uniform(from * to, 1 / Math.sqrt(from))).reshape([from, to]);
    p[`${name}.b`] = np.array(uniform(to, 1 / Math.sqrt(from)));
  }
  const zeros = (): Tree => Object.fromEntries(Object.entries(p).map(([name, { shape }]) => [name, np.zeros(shape)]));
  let [m, v] = [zeros(), zeros()];
  let t = 0;

  const once = async (): Promise<void> => {
    const from = (t * batch * 784) % pictures.length;
    t += 1;
    const x = np.array(pictures.slice(from, from + batch * 784)).reshape([batch, 784]);
    const noise = np.array(normal(batch * 10)).reshape([batch, 10]);
    const correction = (beta: number) => np.array(Float32Array.of(1 / (1 - beta ** t))).reshape([]);
    const [loss, ...next] = step(p, m, v, x, noise, correction(0.9), correction(0.999));
    [p, m, v] = next;
    await loss.data();
  };
  return {
    name: "jax-js",
    peer: true,
    turn: async (times) => {
      const start = performance.now();
      for (let i = 0; i < times; i++) await once();
      return (performance.now() - start) / 1000;
    },
  };
};
