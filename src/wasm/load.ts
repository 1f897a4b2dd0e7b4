import { either as E, function as F, taskEither as TE } from "fp-ts";
import { badData, type Failure } from "../failure.js";
import type { Pool } from "./pool/pool.js";
import { type Runtime, runtimeOf, type Simd } from "./runtime.js";
import { onSharedMemory } from "./sharedMemory.js";

/** What a caller may ask for; `auto` is relaxed where the engine has it. */
export type SimdChoice = "auto" | Simd;

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

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

const unavailable = (simd: Simd) => (cause: unknown) =>
  badData("KernelsUnavailable", `the ${simd} kernels could not be loaded`, {
    where: `kernels/${simd}.js`,
    got: cause instanceof Error ? cause.message : String(cause),
    hint: "build them with: npm run prepare",
  });

const embedded = (simd: Simd): Promise<{ readonly base64: string }> =>
  simd === "plain" ? import("../../kernels/plain.js") : import("../../kernels/relaxed.js");

const compile = (simd: Simd, shared: boolean): TE.TaskEither<Failure, WebAssembly.Module> =>
  TE.tryCatch(async () => {
    const binary = bytesOf((await embedded(simd)).base64);
    return WebAssembly.compile(shared ? onSharedMemory(binary) : binary);
  }, unavailable(simd));

const choose = (choice: SimdChoice): E.Either<Failure<"NoRelaxedSimd">, Simd> => {
  if (choice === "plain") return E.right("plain");
  if (supportsRelaxed()) return E.right("relaxed");
  if (choice === "auto") return E.right("plain");
  return E.left(
    badData("NoRelaxedSimd", "this engine has no relaxed SIMD", {
      hint: "use --simd plain, or Node 22 and later",
    }),
  );
};

/**
 * Compiles the embedded kernels.
 *
 * pooled: starts threads for a build on shared memory, where calls are to be shared among several (`elbo-ts/node` does).
 *
 * Errors: `NoRelaxedSimd` where relaxed was asked for and the engine lacks it; `KernelsUnavailable` where they were
 * never built; `ForeignKernels` where the build is another version's.
 *
 * @example
 * const runtime = await load("plain")();
 * E.isRight(runtime) // => true
 */
export const load = (
  choice: SimdChoice = "auto",
  pooled?: (module: WebAssembly.Module) => Pool,
): TE.TaskEither<Failure, Runtime> =>
  F.pipe(
    TE.fromEither<Failure, Simd>(choose(choice)),
    TE.chain((simd) =>
      F.pipe(
        compile(simd, pooled !== undefined),
        TE.chainEitherKW((module) => runtimeOf(module, simd, pooled?.(module))),
      ),
    ),
  );
