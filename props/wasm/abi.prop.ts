import { readFileSync } from "node:fs";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { load } from "../../src/node/load.js";
import { abi } from "../../src/wasm/abi/index.js";
import { runtimeOf } from "../../src/wasm/runtime.js";
import { runtimes } from "../arbitraries/runtimes.js";

describe.each(runtimes)("the ABI record is the built module ($simd)", (runtime) => {
  const module = new WebAssembly.Module(readFileSync(`kernels/${runtime.simd}.wasm`));
  const exports = runtime.workspace().kernels as Record<string, (...args: number[]) => unknown>;

  test("the same names, nothing extra", () => {
    const built = WebAssembly.Module.exports(module).map(({ name }) => name);
    expect(built.sort()).toEqual(Object.keys(abi).sort());
  });

  test("only functions are exported, only the memory is imported", () => {
    expect(WebAssembly.Module.exports(module).every(({ kind }) => kind === "function")).toBe(true);
    expect(WebAssembly.Module.imports(module)).toEqual([{ module: "env", name: "memory", kind: "memory" }]);
  });

  test.each(Object.entries(abi))("%s has the arity of the record", (name, { args }) => {
    expect(exports[name]).toHaveLength(args.length);
    expect(new Set(args).size).toBe(args.length);
  });
});

describe("what is not our build is refused", () => {
  test("a module without the kernels", () => {
    const empty = new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
    expect(runtimeOf(empty)).toMatchObject(E.left({ kind: "ForeignKernels", fault: "data" }));
  });

  test("a choice is honoured", async () => {
    const loaded = await load({ simd: "plain" })();
    expect(E.isRight(loaded) && loaded.right.simd).toBe("plain");
  });
});
