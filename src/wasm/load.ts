/** Loading: which build an engine can run, and the runtime that it becomes. */
import { either as E, function as F, taskEither as TE } from "fp-ts";
import { badData, type Failure, usage } from "../failure.js";
import { compileKernels, embeddedBinary, givenKernels, type KernelSource } from "./kernels.js";
import type { Pool } from "./pool/index.js";
import { pooledRuntime, type Runtime, type Simd } from "./runtime.js";

/** What a caller may ask for; `auto` is relaxed where the engine has it. */
export type SimdChoice = "auto" | Simd;

/** How kernels are loaded. */
export interface LoadOptions {
  /** Which build ("auto"); of kernels that are given, which one they must be ("auto": either). */
  readonly simd?: SimdChoice;
  /** Kernels of the caller's own, in place of those that the package embeds. */
  readonly kernels?: KernelSource | undefined;
}

/** A module of one function with one `f32x4.relaxed_madd` (0xfd 0x105) on three zero vectors. */
const relaxedProbe = (() => {
  const zero = [0x41, 0x00, 0xfd, 0x0f]; // i32.const 0, i8x16.splat
  const body = [0x00, ...zero, ...zero, ...zero, 0xfd, 0x85, 0x02, 0x0b];
  const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  const types = [0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b];
  const code = [0x0a, body.length + 2, 0x01, body.length, ...body];
  return new Uint8Array([...header, ...types, 0x03, 0x02, 0x01, 0x00, ...code]);
})();

/** Whether this engine compiles fused multiply-add (Node 22 on by default, Node 20 behind a flag, all browsers of 2025). */
export const supportsRelaxed = (): boolean => WebAssembly.validate(relaxedProbe);

const expectChoice = (simd: SimdChoice): E.Either<Failure, SimdChoice> => {
  if (simd !== "auto" && simd !== "plain" && simd !== "relaxed")
    return E.left(
      usage("UnknownSimd", "there is no such build", { expected: "auto, plain or relaxed", got: `${simd}` }),
    );
  return simd === "relaxed" && !supportsRelaxed()
    ? E.left(
        badData("NoRelaxedSimd", "this engine has no relaxed SIMD", { hint: "use --simd plain, or Node 22 and later" }),
      )
    : E.right(simd);
};

const expectBuild =
  (simd: SimdChoice) =>
  (runtime: Runtime): E.Either<Failure, Runtime> =>
    simd === "auto" || simd === runtime.simd
      ? E.right(runtime)
      : E.left(usage("OtherKernels", "these kernels are another build", { expected: simd, got: runtime.simd }));

/** `load`, with threads where `pooled` starts them for a build on shared memory. */
export const loadWith = (
  { simd = "auto", kernels }: LoadOptions,
  pooled?: (module: WebAssembly.Module) => Pool,
): TE.TaskEither<Failure, Runtime> =>
  F.pipe(
    TE.fromEither(expectChoice(simd)),
    TE.chain((choice): TE.TaskEither<Failure, Uint8Array<ArrayBuffer> | WebAssembly.Module> => {
      if (kernels !== undefined) return givenKernels(kernels);
      return embeddedBinary(choice === "auto" ? (supportsRelaxed() ? "relaxed" : "plain") : choice);
    }),
    TE.chain(compileKernels(pooled !== undefined)),
    TE.chainEitherKW((module) => pooledRuntime(module, pooled?.(module))),
    TE.chainEitherK(expectBuild(simd)),
  );

/**
 * Compiles kernels: those that are given, or the one build asked for of the two that the package embeds, each of which is
 * a chunk of its own that is imported when it is asked for. A bundler that makes one file of all takes in both; with
 * `runtimeOf` and a module of its own it takes neither.
 *
 * Errors: `UnknownSimd`; `NoRelaxedSimd` where relaxed was asked for and the engine lacks it; `KernelsUnavailable` where
 * they were never built, or what is given is no WebAssembly; `NotKernels`; `OtherKernels` where what is given is not the
 * build asked for; `ForeignKernels` where it is another version's.
 *
 * @example
 * import { load } from "elbo-ts";
 * const loaded = await load({ simd: "plain" })();
 * E.map(({ simd }: Runtime) => simd)(loaded) // => E.right("plain")
 */
export const load = (options: LoadOptions = {}): TE.TaskEither<Failure, Runtime> => loadWith(options);
