/** How threads behave: they rest, they end with their process, they fail aloud, they keep nothing. */
import { spawnSync } from "node:child_process";
import { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import type { Start } from "../../../src/wasm/pool/pool.js";
import { claim } from "../../../src/wasm/pool/worker.js";
import type { Runtime } from "../../../src/wasm/runtime.js";
import { onThreads, plain } from "../../arbitraries/runtimes.js";

const n = 4096;

/** exp of n numbers from an address on. */
const exponentials = (runtime: Runtime, beyond = 0): Float64Array =>
  runtime.using(({ kernels, arena }) => {
    const x = arena.put64(Float64Array.from({ length: n }, (_, i) => i / n));
    kernels.mapExp64(x, x + beyond, n);
    return arena.f64(x, n).slice();
  });

describe("a part that fails", () => {
  test("fails the call, on whatever thread, and the next call is sound", async () => {
    const several = await onThreads("plain", 3);
    for (let i = 0; i < 20; i++) {
      expect(() => exponentials(several, 2 ** 31)).toThrow(/out of bounds/);
      expect(exponentials(several)).toEqual(exponentials(plain));
    }
  });

  test("fails it on a worker too: the message is the worker's", async () => {
    const several = await onThreads("plain", 4);
    const messages = new Set<string>();
    for (let i = 0; i < 100_000 && messages.size < 2; i++) {
      try {
        exponentials(several, 2 ** 31);
      } catch (error) {
        messages.add(String(error));
      }
    }
    expect([...messages].sort()).toEqual([
      "Error: a worker thread failed: RuntimeError: memory access out of bounds",
      "RuntimeError: memory access out of bounds",
    ]);
  });
});

describe("a worker that takes a part and dies", () => {
  const dying: Start = ({ control }) => {
    new Worker(
      `const { workerData } = require("node:worker_threads");
      const claim = ${claim};
      while (claim(workerData) < 0);
      process.exit();`,
      { eval: true, workerData: control },
    ).unref();
    return { tell: () => {}, said: () => undefined };
  };

  test("is an error, and so is every call after it", async () => {
    const several = await onThreads("plain", 2, dying, { allowance: 100 });
    const lost = () => {
      for (let i = 0; i < 1e6; i++) exponentials(several);
    };
    expect(lost).toThrow("a worker thread failed: it does not answer");
    expect(() => exponentials(several)).toThrow("a worker thread failed: it does not answer");
  });
});

describe("a process with threads", () => {
  const printed = (task: string): number => {
    const { stdout, stderr, status, signal } = spawnSync(
      process.execPath,
      ["--import", "tsx", "props/fixtures/threads.ts", task],
      { encoding: "utf8", timeout: 100_000 },
    );
    expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: "" });
    return Number(stdout);
  };

  test("rests when there is nothing to do, and ends by itself: under a quarter of one core, where spinning takes all", () =>
    expect(printed("idle")).toBeLessThan(0.25));

  test("keeps the memory of one fit, not of a hundred: under 100 MB more, where each takes 8", () =>
    expect(printed("memory")).toBeLessThan(100));
});
