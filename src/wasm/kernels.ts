/** Where kernels come from: a build that the package embeds, or one that the caller brings. */
import { either as E, taskEither as TE } from "fp-ts";
import { badData, type Failure, usage } from "../failure.js";
import type { Simd } from "./runtime.js";

type Given = Uint8Array | ArrayBuffer | WebAssembly.Module | Response | URL;

/**
 * A build of the kernels, `elbo-ts/kernels/plain.wasm` or `relaxed.wasm`: its bytes, the compiled module, the answer of a
 * server or its address.
 */
export type KernelSource = Given | PromiseLike<Given>;

const embeddedIn = (simd: Simd): Promise<{ readonly base64: string }> =>
  simd === "plain" ? import("../../kernels/plain.js") : import("../../kernels/relaxed.js");

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** The binary of a build that the package embeds in base64: nothing of the other one is loaded. */
export const embeddedBinary = (simd: Simd): TE.TaskEither<Failure, Uint8Array<ArrayBuffer>> =>
  TE.tryCatch(
    async () => Uint8Array.from(atob((await embeddedIn(simd)).base64), (character) => character.charCodeAt(0)),
    (cause) =>
      badData("KernelsUnavailable", `the ${simd} kernels could not be loaded`, {
        where: `kernels/${simd}.js`,
        got: reason(cause),
        hint: "build them with: npm run prepare",
      }),
  );

const unavailable = (where: string, got: string): Failure<"KernelsUnavailable"> =>
  badData("KernelsUnavailable", "the given kernels could not be loaded", {
    where,
    got,
    hint: "give elbo-ts/kernels/plain.wasm or relaxed.wasm",
  });

const bytesOfResponse = async (response: Response): Promise<E.Either<Failure, Uint8Array<ArrayBuffer>>> =>
  response.ok
    ? E.right(new Uint8Array(await response.arrayBuffer()))
    : E.left(unavailable(response.url || "kernels", `HTTP ${response.status}`));

/**
 * The binary or the module of kernels that are given.
 *
 * Errors: `KernelsUnavailable` where a server has none; `NotKernels` for any other value.
 */
export const givenKernels =
  (source: KernelSource): TE.TaskEither<Failure, Uint8Array<ArrayBuffer> | WebAssembly.Module> =>
  async () => {
    try {
      const given = await source;
      if (given instanceof WebAssembly.Module) return E.right(given);
      if (given instanceof ArrayBuffer) return E.right(new Uint8Array(given));
      if (given instanceof Uint8Array) return E.right(Uint8Array.from(given));
      if (given instanceof URL) return await bytesOfResponse(await fetch(given));
      if (given instanceof Response) return await bytesOfResponse(given);
      return E.left(
        usage("NotKernels", "these are no kernels", {
          expected: "bytes, a WebAssembly.Module, a Response or a URL",
          got: typeof given,
        }),
      );
    } catch (cause) {
      return E.left(unavailable("kernels", reason(cause)));
    }
  };

/** How the binary names its memory: import module, name, kind; the flag that follows says "of limited size" (1). */
const memoryImport = [...["env", "memory"].flatMap((name) => [name.length, ...new TextEncoder().encode(name)]), 0x02];

/** In the flag: of limited size, and shared. */
const limitedAndShared = 0x03;

/**
 * A build on a memory that threads share. The code of both is the same, to the byte; only the flag of the imported
 * memory differs. Undefined where the binary imports no memory.
 */
const onSharedMemory = (binary: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined => {
  const at = binary.findIndex((_, i) => memoryImport.every((byte, k) => binary[i + k] === byte));
  return at < 0 ? undefined : binary.with(at + memoryImport.length, limitedAndShared);
};

/**
 * Compiles kernels, for threads that share a memory where `shared`.
 *
 * Errors: `KernelsUnavailable` where they are no WebAssembly, or no kernels; `NotShareable` for a compiled module, whose
 * memory can be shared no more.
 */
export const compileKernels =
  (shared: boolean) =>
  (kernels: Uint8Array<ArrayBuffer> | WebAssembly.Module): TE.TaskEither<Failure, WebAssembly.Module> => {
    if (kernels instanceof WebAssembly.Module)
      return shared
        ? TE.left(
            usage("NotShareable", "threads share the memory of a build, which a compiled module no longer lets them", {
              hint: "give the bytes of the kernels, or load with one thread",
            }),
          )
        : TE.right(kernels);
    const binary = shared ? onSharedMemory(kernels) : kernels;
    return binary === undefined
      ? TE.left(unavailable("kernels", "bytes that import no memory"))
      : TE.tryCatch(
          () => WebAssembly.compile(binary),
          (cause) => unavailable("kernels", reason(cause)),
        );
  };
