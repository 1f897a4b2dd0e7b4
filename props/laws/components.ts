/** The laws of principal components: of fits, of the way to their coordinates, and of the way back. */
import fc from "fast-check";
import { type Tensor, tensor } from "../../src/core/tensor.js";
import type { Pca, PcaOptions } from "../../src/embedding/pca/index.js";
import { between, drawn, seeds } from "../arbitraries/data.js";
import { forAll, type Laws, within } from "./law.js";

const epsilon = 2 ** -52;

export interface Components {
  readonly fit: (chunks: Iterable<Tensor>, options?: PcaOptions) => Pca;
  readonly transform: (model: Pca, x: Tensor) => Tensor;
  readonly inverse: (model: Pca, y: Tensor) => Tensor;
}

/** Rows whose columns are mixed and of different sizes, far from the origin: column j is about 100. */
export const mixedRows = (seed: number, n: number, d: number, decay = 0.8): Tensor => {
  const raw = drawn(seed, n * d, between(-1, 1));
  const mixing = drawn(seed + 1, d * d, between(-1, 1));
  const x = new Float64Array(n * d);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < d; k++)
      for (let j = 0; j < d; j++) x[i * d + j]! += decay ** k * raw[i * d + k]! * mixing[k * d + j]!;
  return tensor(
    [n, d],
    x.map((value) => 100 + value),
  );
};

const sizes = fc.record({ seed: seeds, n: fc.integer({ min: 3, max: 60 }), d: fc.integer({ min: 2, max: 24 }) });

export const rowsOf = ({ shape, data: values }: Tensor): readonly Float64Array[] =>
  Array.from({ length: shape[0]! }, (_, i) => Float64Array.from(values).subarray(i * shape[1]!, (i + 1) * shape[1]!));

export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

export const total = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

/** sum_i |x_i - y_i|^2 */
const squaredDistance = (x: Tensor, y: Tensor): number =>
  Float64Array.from(x.data).reduce((sum, value, at) => sum + (value - y.data[at]!) ** 2, 0);

export const componentLaws = ({ fit, transform, inverse }: Components): Laws => ({
  "full rank, there and back: 64 d epsilon of the largest value": forAll(
    sizes,
    fc.boolean(),
    ({ seed, n, d }, whiten) => {
      const x = mixedRows(seed, n + d, d, 1);
      const model = fit([x], { whiten });
      const back = inverse(model, transform(model, x));
      within("shape", back.shape[0] === n + d && back.shape[1] === d ? 0 : 1, 0);
      within("rows", Math.sqrt(squaredDistance(x, back) / x.data.length), 64 * d * epsilon * 200);
    },
  ),

  "components are orthonormal rows to 8 d epsilon, each with its largest element positive; variances fall": forAll(
    sizes,
    ({ seed, n, d }) => {
      const { components, variances } = fit([mixedRows(seed, n, d)]);
      const v = rowsOf(components);
      v.forEach((vi, i) => {
        v.forEach((vj, j) => {
          within("product", Math.abs(dot(vi, vj) - (i === j ? 1 : 0)), 8 * d * epsilon);
        });
        within("sign", -Math.min(...vi) - Math.max(...vi), 1e-12);
        if (i > 0) within("order", variances[i]! - variances[i - 1]!, 0);
      });
    },
  ),

  "variances are those of the coordinates, which are uncorrelated and of mean 0: 1e-11 of the total": forAll(
    sizes,
    ({ seed, n, d }) => {
      const x = mixedRows(seed, n, d);
      const model = fit([x]);
      const y = rowsOf(transform(model, x));
      const bound = 1e-11 * (total(model.variances) + 1);
      Array.from(model.variances).forEach((variance, i) => {
        within("mean", Math.abs(total(y.map((row) => row[i]!)) / n), bound);
        for (let j = 0; j <= i; j++) {
          const covariance = total(y.map((row) => row[i]! * row[j]!)) / (n - 1);
          within("covariance", Math.abs(covariance - (i === j ? variance : 0)), bound);
        }
      });
    },
  ),

  "what the reconstruction loses is the variance that was dropped: 1e-11 of the total": forAll(
    sizes,
    fc.double({ min: 0.05, max: 0.95, noNaN: true }),
    ({ seed, n, d }, share) => {
      const x = mixedRows(seed, n, d);
      const [all, some] = [fit([x]), fit([x], { components: share })];
      const k = some.variances.length;
      const kept = total(some.ratios);
      within("share", kept > share ? 0 : 1, 0);
      within("the last one", kept - some.ratios[k - 1]!, share + 1e-12);
      const dropped = total(Array.from(all.variances).slice(k)) * (n - 1);
      const scale = total(all.variances) * (n - 1);
      const lost = squaredDistance(x, inverse(some, transform(some, x)));
      within("loss", Math.abs(lost - dropped), 1e-11 * (scale + 1e4));
      const noise = some.noiseVariance * (Math.min(n, d) - k) * (n - 1);
      within("noise", Math.abs(noise - dropped), 1e-11 * (scale + 1));
    },
  ),

  "chunks add up: any cut gives the variances to 1e-12 of the first, and the mean to 4 n epsilon": forAll(
    sizes,
    fc.array(fc.nat({ max: 20 }), { maxLength: 5 }),
    ({ seed, n, d }, cuts) => {
      const x = mixedRows(seed, n, d);
      const ends = [...cuts.filter((c) => c > 0 && c < n), n].sort((a, b) => a - b);
      const values = Float64Array.from(x.data);
      const chunks = function* () {
        let from = 0;
        for (const to of ends) {
          yield tensor([to - from, d], values.slice(from * d, to * d));
          from = to;
        }
      };
      const [whole, parts] = [fit([x]), fit(chunks())];
      for (let i = 0; i < whole.variances.length; i++)
        within("variance", Math.abs(whole.variances[i]! - parts.variances[i]!), 1e-12 * whole.variances[0]!);
      for (let j = 0; j < d; j++) within("mean", Math.abs(whole.mean[j]! - parts.mean[j]!), 4 * n * epsilon * 200);
    },
  ),

  "whitened coordinates have the covariance I: 1e-8, where variances are above 1e-6 of the first": forAll(
    sizes,
    ({ seed, n, d }) => {
      const x = mixedRows(seed, n + d, d, 0.9);
      const model = fit([x], { whiten: true });
      const y = rowsOf(transform(model, x));
      const k = Array.from(model.variances).filter((v) => v > 1e-6 * model.variances[0]!).length;
      for (let i = 0; i < k; i++)
        for (let j = 0; j <= i; j++) {
          const covariance = total(y.map((row) => row[i]! * row[j]!)) / (y.length - 1);
          within("covariance", Math.abs(covariance - (i === j ? 1 : 0)), 1e-8);
        }
    },
  ),
});
