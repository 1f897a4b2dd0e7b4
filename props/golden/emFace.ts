import * as t from "io-ts";
import { run as runAll } from "../../src/core/computation.js";
import { type Tensor, tensor } from "../../src/core/tensor.js";
import { emSteps, type Iteration } from "../../src/em/fold.js";
import type { TemplateStatistics } from "../../src/em/template/expect.js";
import { prepare } from "../../src/em/template/frames.js";
import { type Images, images } from "../../src/em/template/images.js";
import { extentsIn, pivotOf, templateLatent } from "../../src/em/template/model.js";
import { eStep, logLikelihoodTable, lowerBound, mStep } from "../../src/em/template/steps.js";
import type { Template } from "../../src/em/template/theta.js";
import { orThrow } from "../../src/failure.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { runtimes } from "../arbitraries/runtimes.js";
import type { Outputs } from "./compare.js";
import type { Case } from "./read.js";
import { attributes, input, type Op, type Topic } from "./topic.js";

const tensorOf = (c: Case, name: string): Tensor => tensor(input(c, name).shape, input(c, name).data);
const scalarOf = (c: Case, name: string): number => input(c, name).data[0]!;
const imagesOf = (c: Case): Images => orThrow(images(input(c, "X")));

/** Cases without a prior ask for the likelihood alone. */
const thetaOf = (c: Case, suffix = ""): Template => {
  const face = tensorOf(c, `F${suffix}`);
  const { faceHeight, height, width, faceWidth } = extentsIn(imagesOf(c), {
    faceHeight: face.shape[0]!,
    faceWidth: face.shape[1]!,
  });
  const shape = faceHeight === height ? [width - faceWidth + 1] : [height - faceHeight + 1, width - faceWidth + 1];
  const count = shape.reduce((product, extent) => product * extent, 1);
  const prior =
    `a${suffix}` in c.inputs ? tensorOf(c, `a${suffix}`) : tensor(shape, new Float64Array(count).fill(1 / count));
  return { face, background: tensorOf(c, `B${suffix}`), noise: scalarOf(c, `s${suffix}`), prior };
};

const estep =
  (runtime: Runtime): Op =>
  (c) => {
    const { posterior, logLikelihood } = orThrow(eStep(runtime, thetaOf(c), imagesOf(c)));
    return { q: posterior, loglik: logLikelihood };
  };

const size = t.type({ h: t.number, w: t.number });

const templateOutputs = ({ face, background, noise, prior }: Template, never: Uint8Array): Outputs => ({
  a: prior,
  F: face,
  B: background,
  s: noise,
  never_background: never,
});

const mstep =
  (runtime: Runtime): Op =>
  (c) => {
    const { h, w } = attributes(c, size);
    const { theta, neverSeen } = orThrow(
      mStep(runtime, imagesOf(c), tensorOf(c, "q"), { faceHeight: h, faceWidth: w }),
    );
    return templateOutputs(theta, neverSeen.background);
  };

const runAttributes = t.type({
  max_iter: t.number,
  tolerance: t.union([t.number, t.null]),
  hard: t.boolean,
  iterations: t.number,
});

const run =
  (runtime: Runtime): Op =>
  (c) => {
    const { max_iter, tolerance, hard, iterations } = attributes(c, runAttributes);
    const set = imagesOf(c);
    const start = thetaOf(c, "0");
    const extents = extentsIn(set, { faceHeight: start.face.shape[0]!, faceWidth: start.face.shape[1]! });
    const workspace = runtime.workspace();
    const pivot = pivotOf(set);
    const steps: Iteration<Template, TemplateStatistics>[] = [];
    const stop = { iterations: max_iter, tolerance };
    const fit = orThrow(
      runAll(
        emSteps(templateLatent(workspace, { extents, pivot, hard }), stop)({ theta: start, trace: [] }, [
          prepare(workspace, set, pivot),
        ]),
        { observe: (step) => steps.push(step) },
      ),
    );
    if (fit.iterations !== iterations)
      throw new Error(`${fit.iterations} iterations, the reference made ${iterations}`);
    // the reference's q is that of the last E-step, made with the parameters before the last M-step
    const before = steps.at(-2)?.theta ?? start;
    const { posterior } = orThrow(eStep(runtime, before, set, { hard }));
    const weights = steps.at(-1)!.stats.backgroundWeights;
    return {
      ...templateOutputs(
        fit.theta,
        Uint8Array.from(weights, (weight) => (weight > 0 ? 0 : 1)),
      ),
      q: posterior,
      L_after_estep: steps.map(({ afterExpectation }) => afterExpectation),
      L_after_mstep: steps.map(({ afterMaximisation }) => afterMaximisation),
      s_sequence: steps.map(({ theta }) => theta.noise),
    };
  };

const opsOn = (runtime: Runtime): Readonly<Record<string, Op>> => {
  const steps: Readonly<Record<string, Op>> = {
    ll: (c) => ({ ll: orThrow(logLikelihoodTable(runtime, thetaOf(c), imagesOf(c))) }),
    lower_bound: (c) => ({ L: orThrow(lowerBound(runtime, thetaOf(c), imagesOf(c), tensorOf(c, "q"))) }),
    estep: estep(runtime),
    mstep: mstep(runtime),
    run: run(runtime),
  };
  return Object.fromEntries(
    Object.entries(steps).flatMap(([name, op]) => [
      [`em_face_${name}`, op],
      [`em_face2d_${name}`, op],
    ]),
  );
};

/** The hidden template, on both builds. */
export const emFace: readonly Topic[] = runtimes.map((runtime) => ({
  name: `hidden template, ${runtime.simd}`,
  precision: "float64",
  ops: opsOn(runtime),
}));
