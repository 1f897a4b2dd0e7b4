import { either as E } from "fp-ts";
import * as t from "io-ts";
import { key } from "../../src/core/key.js";
import type { Tensor } from "../../src/core/tensor.js";
import { histogram, kde } from "../../src/density/index.js";
import * as pca from "../../src/embedding/pca/index.js";
import { describe, type Failure } from "../../src/failure.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { runtimes } from "../arbitraries/runtimes.js";
import type { Outputs } from "./compare.js";
import type { Case } from "./read.js";
import { attributes, input, type Topic } from "./topic.js";

const given = <A>(result: E.Either<Failure, A>): A => {
  if (E.isLeft(result)) throw new Error(describe(result.left));
  return result.right;
};

const Kernel = t.type({
  kernel: t.keyof({ gaussian: null, exponential: null, tophat: null, epanechnikov: null, linear: null, cosine: null }),
  bandwidth: t.number,
});

/**
 * The reference, scikit-learn 1.2, leaves the last term of the cosine's integral out in even dimensions: in the plane it
 * divides by 2 pi (2/pi) = 4 instead of 2 pi (2/pi - 4/pi^2) = 4 - 8/pi, and its density integrates to 1 - 2/pi. Ours
 * integrates to 1 (props/models.kde.prop.ts); here it is given the reference's constant, so that all else is compared.
 */
const referenceNorm = (shape: string, d: number): number =>
  shape === "cosine" && d === 2 ? Math.log(1 - 2 / Math.PI) : 0;

const estimate =
  (runtime: Runtime) =>
  (c: Case): Outputs => {
    const { kernel, bandwidth } = attributes(c, Kernel);
    const weights = "weights" in c.inputs ? { weights: input(c, "weights").data } : {};
    const model = given(kde.fit(input(c, "X"), { kernel, bandwidth, ...weights }));
    const { data } = given(kde.logDensity(runtime, model, input(c, "Q")));
    const factor = referenceNorm(kernel, model.points.shape[1]!);
    return { log_density: Array.from(data, (logDensity) => logDensity + factor) };
  };

const Principal = t.type({ n_components: t.union([t.number, t.null]), whiten: t.boolean });

/** The component of the reference that differs in sign is turned, with its column of the coordinates. */
const turned = (c: Case, components: Tensor, coordinates: Tensor) => {
  const reference = input({ ...c, inputs: c.outputs }, "components_up_to_sign").data;
  const [k, d] = [components.shape[0]!, components.shape[1]!];
  const signs = Array.from({ length: k }, (_, i) => {
    let along = 0;
    for (let j = 0; j < d; j++) along += components.data[i * d + j]! * reference[i * d + j]!;
    return Math.sign(along);
  });
  return {
    components_up_to_sign: Array.from(components.data, (x, at) => x * signs[Math.floor(at / d)]!),
    transform_up_to_sign: Array.from(coordinates.data, (y, at) => y * signs[at % k]!),
  };
};

const projector = ({ shape, data }: Tensor): Float64Array => {
  const [k, d] = [shape[0]!, shape[1]!];
  const p = new Float64Array(d * d);
  for (let r = 0; r < k; r++)
    for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) p[i * d + j]! += data[r * d + i]! * data[r * d + j]!;
  return p;
};

const principal =
  (runtime: Runtime) =>
  (c: Case): Outputs => {
    const { n_components, whiten } = attributes(c, Principal);
    const model = given(
      pca.fit(runtime, key(0), input(c, "X"), {
        whiten,
        ...(n_components === null ? {} : { components: n_components }),
      }),
    );
    const coordinates = given(pca.transform(runtime, model, input(c, "X_eval")));
    return {
      n_components: model.variances.length,
      mean: model.mean,
      explained_variance: model.variances,
      explained_variance_ratio: model.ratios,
      singular_values: model.singularValues,
      noise_variance: model.noiseVariance,
      projector: projector(model.components),
      inverse_transform_of_transform: given(pca.inverse(runtime, model, coordinates)),
      ...turned(c, model.components, coordinates),
    };
  };

const histograms: Topic = {
  name: "histograms",
  precision: "float64",
  ops: {
    histogram_density: (c) => {
      const { density, counts } = given(histogram.fit(input(c, "x").data, { bins: input(c, "edges").data }));
      return { density, counts };
    },
    histogram_density_bins: (c) => {
      const { bins } = attributes(c, t.type({ bins: t.number }));
      const { density, edges } = given(histogram.fit(input(c, "x").data, { bins }));
      return { density, edges };
    },
    histogram2d_density: (c) => {
      const bins = { x: input(c, "edges_x").data, y: input(c, "edges_y").data };
      return { density: given(histogram.fit2d(input(c, "x").data, input(c, "y").data, { bins })).density };
    },
  },
};

/** Histograms, kernel density estimates and principal components, on both builds. */
export const densities: readonly Topic[] = [
  histograms,
  ...runtimes.map(
    (runtime): Topic => ({
      name: `densities, ${runtime.simd}`,
      precision: "float64",
      ops: { kde: estimate(runtime), pca: principal(runtime) },
    }),
  ),
];
