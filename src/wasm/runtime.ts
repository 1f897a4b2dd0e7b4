import { either as E } from "fp-ts";
import { badData, type Failure } from "../failure.js";
import { abi, type Kernels } from "./abi/index.js";
import { type Arena, arena } from "./arena.js";
import type { Pool } from "./pool/index.js";

/** Which build of the kernels: 128-bit SIMD, or the same with fused multiply-add. Their last bits differ. */
export type Simd = "plain" | "relaxed";

/** Kernels over a linear memory of their own: what one fit, or one call, works in. */
export interface Workspace {
  readonly simd: Simd;
  readonly kernels: Kernels;
  readonly arena: Arena;
}

/**
 * A compiled build of the kernels. A value to hand on: nothing is instantiated at import, and nothing is to be
 * disposed of, because a workspace is collected like any object.
 */
export interface Runtime {
  readonly simd: Simd;
  /** Threads that share the heavy kernels; the bits do not depend on it. */
  readonly threads: number;
  /** A fresh workspace (under a millisecond). */
  readonly workspace: () => Workspace;
  /** Runs `body` in a workspace kept for further calls; what it allocates there is released at its end. */
  readonly using: <A>(body: (workspace: Workspace) => A) => A;
  /** The same for a computation that yields on its way: its workspace is its own until it ends, or is left. */
  readonly lend: <Step, A, Answer>(
    body: (workspace: Workspace) => Generator<Step, A, Answer>,
  ) => Generator<Step, A, Answer>;
}

const page = 65_536;

/** Static data of the module ends below this address; the arena begins here. */
const staticEnd = page;

/** Bytes of memory that is kept for the next short call; of more the collector is told. */
const mostKept = 1024 * page;

const listed = (names: readonly string[]): string =>
  `${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`;

const foreign = (got: string): Failure<"ForeignKernels"> =>
  badData("ForeignKernels", "this is not a build of these kernels", {
    where: "kernels",
    got,
    hint: "rebuild with: npm run prepare",
  });

/** The custom section of a build that names it. */
const buildOf = (module: WebAssembly.Module): string =>
  WebAssembly.Module.customSections(module, "elbo-ts.simd")
    .map((section) => new TextDecoder().decode(section))
    .join();

/** A runtime whose calls a pool shares; its module is then one that shares its memory. Errors: as `runtimeOf`. */
export const pooledRuntime = (
  module: WebAssembly.Module,
  pool?: Pool,
): E.Either<Failure<"ForeignKernels">, Runtime> => {
  if (!(module instanceof WebAssembly.Module)) return E.left(foreign(`${typeof module}, not a WebAssembly.Module`));
  const exported = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
  const missing = Object.keys(abi).filter((name) => !exported.has(name));
  if (missing.length > 0) return E.left(foreign(`a module without ${listed(missing)}`));
  const simd = buildOf(module);
  if (simd !== "plain" && simd !== "relaxed") return E.left(foreign("a module that does not say which build it is"));

  const workspace = (): Workspace => {
    const memory = new WebAssembly.Memory({ initial: 2, maximum: 65_536, shared: pool !== undefined });
    const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
    const own = arena(memory, staticEnd);
    return { simd, kernels: pool ? pool.share(exports, memory, own) : exports, arena: own };
  };

  const idle: Workspace[] = [];
  const take = (): Workspace => idle.pop() ?? workspace();
  const using: Runtime["using"] = (body) => {
    const current = take();
    try {
      return current.arena.scope(() => body(current));
    } finally {
      if (pool || current.arena.reserved() <= mostKept) idle.push(current);
    }
  };
  const lend: Runtime["lend"] = function* (body) {
    if (pool === undefined) return yield* body(workspace());
    // V8 does not count the size of shared memory, and collects it too late: it is used again.
    const current = take();
    try {
      return yield* body(current);
    } finally {
      current.arena.clear();
      idle.push(current);
    }
  };
  return E.right({ simd, threads: pool?.threads ?? 1, workspace, using, lend });
};

/**
 * A runtime from a compiled module, for hosts that bring their own (Cloudflare Workers, a cached module): `load` without
 * the builds that the package embeds, of which a bundle then holds nothing.
 *
 * Errors: `ForeignKernels` where the module lacks a kernel, or does not say which build it is.
 *
 * @example
 * import { runtimeOf } from "elbo-ts";
 * const empty = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
 * E.isLeft(runtimeOf(empty)) // => true
 */
export const runtimeOf = (module: WebAssembly.Module): E.Either<Failure<"ForeignKernels">, Runtime> =>
  pooledRuntime(module);
