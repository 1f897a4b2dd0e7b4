import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/failure.js";
import { load as loadNode } from "../../src/node/load.js";
import { load } from "../../src/wasm/load.js";
import { type Runtime, runtimeOf } from "../../src/wasm/runtime.js";

const file = (name: string): string => join("kernels", `${name}.wasm`);
const binary = (name: string): Uint8Array<ArrayBuffer> => Uint8Array.from(readFileSync(file(name)));
const emptyModule = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** Which build was loaded, or why none was. */
const found = (loaded: E.Either<Failure, Runtime>): string =>
  E.isRight(loaded) ? loaded.right.simd : loaded.left.kind;

/** Runs `body` with the address of a server of these files. */
const served = async <A>(files: Readonly<Record<string, Uint8Array>>, body: (address: string) => Promise<A>) => {
  const server = createServer((request, response) => {
    const bytes = files[request.url!.slice(1)];
    if (bytes === undefined) response.writeHead(404).end("none");
    else response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.close();
  }
};

describe.each(["plain", "relaxed"] as const)("kernels that are given (%s)", (simd) => {
  test("as bytes, as a buffer, as a module, promised, say themselves which build they are", async () => {
    const bytes = binary(simd);
    const module = await WebAssembly.compile(bytes);
    for (const kernels of [bytes, bytes.buffer, module, Promise.resolve(bytes)])
      expect(found(await load({ kernels })())).toBe(simd);
    expect(found(runtimeOf(module))).toBe(simd);
  });

  test("by their address, and as the answer of a server", () =>
    served({ "a.wasm": binary(simd) }, async (address) => {
      expect(found(await load({ kernels: new URL("a.wasm", address) })())).toBe(simd);
      expect(found(await load({ kernels: fetch(`${address}a.wasm`) })())).toBe(simd);
      expect(found(await load({ kernels: await fetch(`${address}b.wasm`) })())).toBe("KernelsUnavailable");
    }));

  test("in Node by the address of a file, on several threads too", async () => {
    const kernels = pathToFileURL(file(simd));
    expect(found(await loadNode({ kernels })())).toBe(simd);
    const shared = await loadNode({ kernels, threads: 2 })();
    expect(E.isRight(shared) && [shared.right.simd, shared.right.threads]).toEqual([simd, 2]);
  });

  test("are the build asked for, or refused", async () => {
    const other = simd === "plain" ? "relaxed" : "plain";
    expect(found(await load({ simd: other, kernels: binary(simd) })())).toBe("OtherKernels");
    expect(found(await load({ simd, kernels: binary(simd) })())).toBe(simd);
    expect(found(await load({ simd })())).toBe(simd);
  });
});

/** Rejected, and heard at once: the table below is made long before its row is tested. */
const broken = () => {
  const offline = Promise.reject(new Error("offline"));
  offline.catch(() => undefined);
  return offline;
};

describe("what is no build is refused", () => {
  test.each<[string, unknown, string]>([
    ["other bytes", Uint8Array.of(1, 2, 3), "KernelsUnavailable"],
    ["another module", emptyModule, "ForeignKernels"],
    ["a text", "kernels/plain.wasm", "NotKernels"],
    ["nothing", null, "NotKernels"],
    ["a promise that breaks", broken(), "KernelsUnavailable"],
    ["an address where nobody is", new URL("http://127.0.0.1:9/a.wasm"), "KernelsUnavailable"],
    ["a file that is not there", pathToFileURL("/nowhere/plain.wasm"), "KernelsUnavailable"],
  ])("%s", async (_, kernels, kind) => {
    expect(found(await loadNode({ kernels: kernels as Uint8Array })())).toBe(kind);
  });

  test("no such build; a build that does not say which it is; a module that threads cannot share", async () => {
    expect(found(await load({ simd: "fast" as "plain" })())).toBe("UnknownSimd");
    const silent = binary("plain").subarray(0, -20);
    expect(found(await load({ kernels: silent })())).toBe("ForeignKernels");
    const kernels = await WebAssembly.compile(binary("plain"));
    expect(found(await loadNode({ kernels, threads: 2 })())).toBe("NotShareable");
    expect(found(runtimeOf({} as WebAssembly.Module))).toBe("ForeignKernels");
  });
});
