import type { Workspace } from "../../wasm/runtime.js";
import { logarithms } from "../logarithms.js";
import type { Template } from "./theta.js";

/** A template in the units of the frames, less the pivot, with the logarithms that the E-step needs. */
export interface Centred {
  readonly face: Float64Array;
  readonly background: Float64Array;
  readonly noise: number;
  /** log a[d]. */
  readonly logPrior: Float64Array;
  /** log(s sqrt(2 pi)). */
  readonly logScale: number;
}

const halfLogTwoPi = 0.9189385332046728;

/** Moves a template's pictures by the pivot. */
export const centre = (workspace: Workspace, theta: Template, pivot: number): Centred => ({
  face: Float64Array.from(theta.face.data, (value) => value - pivot),
  background: Float64Array.from(theta.background.data, (value) => value - pivot),
  noise: theta.noise,
  logPrior: logarithms(workspace, Float64Array.from(theta.prior.data)),
  logScale: logarithms(workspace, [theta.noise])[0]! + halfLogTwoPi,
});
