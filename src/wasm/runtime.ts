import { either as E } from "fp-ts";
import { badData, type Failure } from "../failure.js";
import { abi, type Kernels } from "./abi/index.js";
import { type Arena, arena } from "./arena.js";

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
  /** A fresh workspace (under a millisecond). */
  readonly workspace: () => Workspace;
  /** Runs `body` in a workspace kept for short calls; what it allocates there is released at its end. */
  readonly using: <A>(body: (workspace: Workspace) => A) => A;
}

const page = 65_536;

/** Static data of the module ends below this address; the arena begins here. */
const staticEnd = page;

const foreign = (names: readonly string[]): Failure<"ForeignKernels"> =>
  badData("ForeignKernels", "this is not a build of these kernels", {
    where: "kernels",
    got: `a module without ${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`,
    hint: "rebuild with: npm run prepare",
  });

/**
 * A runtime from a compiled module, for hosts that bring their own (Cloudflare Workers, a cached module).
 *
 * Errors: `ForeignKernels` where the module lacks a kernel of the ABI record.
 */
export const runtimeOf = (module: WebAssembly.Module, simd: Simd): E.Either<Failure<"ForeignKernels">, Runtime> => {
  const exported = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
  const missing = Object.keys(abi).filter((name) => !exported.has(name));
  if (missing.length > 0) return E.left(foreign(missing));

  const workspace = (): Workspace => {
    const memory = new WebAssembly.Memory({ initial: 2, maximum: 65_536 });
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    return { simd, kernels: exports as unknown as Kernels, arena: arena(memory, staticEnd) };
  };

  let kept: Workspace | undefined;
  return E.right({
    simd,
    workspace,
    using: (body) => {
      kept ??= workspace();
      const current = kept;
      return current.arena.scope(() => body(current));
    },
  });
};
