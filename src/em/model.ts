import type { either } from "fp-ts";
import type { Checked } from "../core/checks.js";
import type { Key } from "../core/key.js";
import type { Failure } from "../failure.js";
import type { Runtime, Workspace } from "../wasm/runtime.js";
import type { Latent } from "./latent.js";

/** What a model is told of the fit that it is to serve. */
export interface EmSetting<Data> {
  readonly runtime: Runtime;
  /** Memory and kernels, the fit's own until it ends. A model without kernels leaves it alone. */
  readonly workspace: Workspace;
  /** The data, or the first chunk of them: what is the same for all chunks (sizes, a pivot) is taken from it. */
  readonly first: Data;
  /** One-hot responsibilities are asked for: q gives all to the most probable value of the latent variable. */
  readonly hard: boolean;
}

/** A model in a fit: its four functions, where to start, and what its kernels need of the data. */
export interface EmFunctions<Theta, Data, Stats, Chunk = Data> extends Latent<Theta, Chunk, Stats> {
  /** A start, from a key of its own. Where it fails, the other starts may not. */
  readonly start: (key: Key) => either.Either<Failure, Theta>;
  /** Data as `expect` takes them, in the current scope of the workspace; as they are if absent. */
  readonly prepare?: (data: Data) => Chunk;
  /** Whether a theta from outside (a start, a position) fits the data. */
  readonly check?: (theta: Theta) => Checked;
}

/**
 * A model that EM can fit: given what a fit is about, its functions, or why these data cannot be fitted.
 *
 * Theta: the parameters, plain data. Data: what a caller gives, whole or in chunks. Stats: sufficient statistics. Chunk:
 * what the E-step works on, the data themselves if there is no `prepare`.
 */
export type EmModel<Theta, Data, Stats, Chunk = Data> = (
  setting: EmSetting<Data>,
) => either.Either<Failure, EmFunctions<Theta, Data, Stats, Chunk>>;
