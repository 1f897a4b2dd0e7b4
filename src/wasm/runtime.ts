import { either as E } from "fp-ts";
import { badData, type Failure } from "../failure.js";
import { abi, type Kernels } from "./abi/index.js";
import { type Arena, arena } from "./arena.js";
import type { Pool } from "./pool/pool.js";

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

const foreign = (names: readonly string[]): Failure<"ForeignKernels"> =>
  badData("ForeignKernels", "this is not a build of these kernels", {
    where: "kernels",
    got: `a module without ${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`,
    hint: "rebuild with: npm run prepare",
  });

/**
 * A runtime from a compiled module, for hosts that bring their own (Cloudflare Workers, a cached module).
 *
 * pool: threads that share its calls; the module is then one that shares its memory.
 *
 * Errors: `ForeignKernels` where the module lacks a kernel of the ABI record.
 */
export const runtimeOf = (
  module: WebAssembly.Module,
  simd: Simd,
  pool?: Pool,
): E.Either<Failure<"ForeignKernels">, Runtime> => {
  const exported = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
  const missing = Object.keys(abi).filter((name) => !exported.has(name));
  if (missing.length > 0) return E.left(foreign(missing));

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
