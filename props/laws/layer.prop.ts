import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Kernels } from "../../src/wasm/abi/index.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { layers, networks } from "../arbitraries/networks.js";
import { plain } from "../arbitraries/runtimes.js";
import { layerProperties } from "./layer.js";

/** Kernels got wrong: the sound ones, some of them replaced. */
type Slip = (sound: Kernels) => Partial<Kernels>;

/** A runtime whose layers run on other kernels. */
const slipped = (slip: Slip): Runtime => ({
  ...plain,
  using: (body) =>
    plain.using((workspace) => body({ ...workspace, kernels: { ...workspace.kernels, ...slip(workspace.kernels) } })),
});

const failures = (drawn: (typeof layers)[string], slip: Slip): readonly string[] => {
  const properties = layerProperties({ name: "slipped", networks: drawn }, slipped(slip));
  return Object.keys(properties).filter((name) => fc.check(properties[name]!, { endOnFailure: true }).failed);
};

const formula = expect.stringContaining("of the formula");
const transpose = expect.stringContaining("the transpose of the derivative");
const linear = expect.stringContaining("twice its pullback");
const first = expect.stringContaining("the first of vjp");
const rows = expect.stringContaining("in evaluation");

const calls = { made: 0 };

describe("the kit of layers catches a broken one", () => {
  test("and passes a sound one", () => expect(failures(networks, () => ({}))).toEqual([]));

  test.each<[string, unknown, keyof typeof layers, Slip]>([
    ["no bias", formula, "linear", () => ({ addRow32: () => undefined })],
    [
      "no gradient of the bias",
      transpose,
      "linear",
      ({ fill32 }) => ({ columnSums32: (out, _, __, n) => fill32(out, n, 0) }),
    ],
    [
      "the weights of x W for those of x W^T",
      formula,
      "linear",
      ({ gemm32 }) => ({
        gemm32: (c, ldc, a, aRow, aCol, b, bRow, bCol, m, from, to, k, ...rest) =>
          bRow === 1 && bCol > 1
            ? gemm32(c, ldc, a, aRow, aCol, b, to, 1, m, from, to, k, ...rest)
            : gemm32(c, ldc, a, aRow, aCol, b, bRow, bCol, m, from, to, k, ...rest),
      }),
    ],
    [
      "the gradient of the weights transposed",
      transpose,
      "linear",
      ({ gemm32 }) => ({
        gemm32: (c, ldc, a, aRow, aCol, b, bRow, bCol, m, from, to, k, ...rest) =>
          aRow === 1 && aCol > 1 && bCol === 1
            ? gemm32(c, m, b, 1, bRow, a, aCol, 1, to, 0, m, k, ...rest)
            : gemm32(c, ldc, a, aRow, aCol, b, bRow, bCol, m, from, to, k, ...rest),
      }),
    ],
    [
      "a kernel turned by half a circle",
      formula,
      "conv2d",
      ({ convPack32 }) => ({
        convPack32: (packed, w, ins, outs, taps, turned, ...range) =>
          convPack32(packed, w, ins, outs, taps, 1 - turned, ...range),
      }),
    ],
    [
      "the gradient of a kernel as it is multiplied with",
      transpose,
      "convTranspose2d",
      ({ copy32 }) => ({
        convUnpack32: (w, packed, ins, outs, taps) => copy32(w, packed, ins * outs * taps),
      }),
    ],
    [
      "channels first taken for channels last",
      formula,
      "upsample2d",
      ({ copy32 }) => ({
        transpose32: (out, x, m, n, from, to) => copy32(out, x, m * n * (to - from)),
      }),
    ],
    [
      "no gradient of a picture",
      transpose,
      "maxPool2d",
      ({ fill32 }) => ({
        gradMaxPool32: (dx, _dy, _places, pixels, _windows, channels, _from, to) =>
          fill32(dx, pixels * channels * to, 0),
      }),
    ],
    [
      "a batch norm whose moments are constants on the way back",
      transpose,
      "batchNorm",
      ({ normBackward32 }) => ({
        normBackward32: (dx, dy, x, c, gamma, dgamma, dbeta, _m, ...rest) =>
          normBackward32(dx, dy, x, c, gamma, dgamma, dbeta, 0, ...rest),
      }),
    ],
    [
      "a batch norm without the term of the mean",
      transpose,
      "batchNorm",
      ({ normBackward32, fill32 }) => ({
        normBackward32: (dx, dy, x, c, gamma, dgamma, dbeta, m, n, ...rest) => {
          fill32(dbeta, n, 0);
          normBackward32(dx, dy, x, c, gamma, dgamma, dbeta, m, n, ...rest);
        },
      }),
    ],
    [
      "a batch norm that tracks the biased variance",
      formula,
      "batchNorm",
      ({ normTrack32 }) => ({
        normTrack32: (mean, variance, moments, _m, ...rest) => normTrack32(mean, variance, moments, 1 << 30, ...rest),
      }),
    ],
    [
      "running moments that move in evaluation",
      rows,
      "batchNorm",
      ({ normRunning32, fill32 }) => ({
        normRunning32: (c, mean, variance, n, epsilon) => {
          normRunning32(c, mean, variance, n, epsilon);
          fill32(mean, n, 0);
        },
      }),
    ],
    [
      "a relu that passes all gradients",
      transpose,
      "relu",
      ({ copy32 }) => ({ gradRelu32: (out, dy, _y, n) => copy32(out, dy, n) }),
    ],
    [
      "the slope of sigmoid from x",
      transpose,
      "sigmoid",
      ({ gradSigmoid32, mapSigmoid32 }) => ({
        gradSigmoid32: (out, dy, y, n) => {
          mapSigmoid32(y, y, n);
          gradSigmoid32(out, dy, y, n);
        },
      }),
    ],
    [
      "the slope of an activity from its output",
      transpose,
      "activity",
      ({ gradActivity32, mapActivity32 }) => ({
        gradActivity32: (out, dy, x, n) => {
          mapActivity32(x, x, n);
          gradActivity32(out, dy, x, n);
        },
      }),
    ],
    [
      "a gradient that is squared",
      linear,
      "tanh",
      ({ mul32 }) => ({ gradTanh32: (out, dy, _y, n) => mul32(out, dy, dy, n) }),
    ],
    [
      "dropout with another mask on the way back",
      transpose,
      "dropout",
      ({ dropout32 }) => ({
        dropout32: (out, x, n, k0, k1, from, rate) => dropout32(out, x, n, k0, k1, from + (calls.made++ % 2), rate),
      }),
    ],
    [
      "dropout without the scale",
      formula,
      "dropout",
      ({ dropout32, scale32 }) => ({
        dropout32: (out, x, n, k0, k1, from, rate) => {
          dropout32(out, x, n, k0, k1, from, rate);
          scale32(out, out, n, 1 - rate);
        },
      }),
    ],
    [
      "noise of a hidden count",
      first,
      "gaussian",
      ({ normal32 }) => ({
        normal32: (out, n, k0, _k1, from) => normal32(out, n, k0, calls.made++, from),
      }),
    ],
    [
      "a log-variance taken for a log-deviation",
      formula,
      "gaussian",
      ({ reparameterise32, add32 }) => ({
        reparameterise32: (z, sigma, mu, logvar, eps, d, stride, from, to) => {
          add32(sigma, logvar, logvar, (to - from) * d);
          reparameterise32(z, sigma, mu, sigma, eps, d, stride, from, to);
        },
      }),
    ],
    [
      "no gradient of the log-variance",
      transpose,
      "gaussianHead",
      ({ add32 }) => ({
        reparameteriseGrad32: (dmu, _dlogvar, dz, _eps, _sigma, d, _stride, from, to) =>
          add32(dmu, dmu, dz, (to - from) * d),
      }),
    ],
    ["branches whose gradients are not summed", transpose, "a fork that joins", () => ({ add32: () => undefined })],
    ["columns that are not copied", formula, "concat", ({ fill32 }) => ({ copy32: (out, _x, n) => fill32(out, n, 0) })],
  ])("%s", (_, law, name, slip) => expect(failures(layers[name]!, slip)).toContainEqual(law));
});
