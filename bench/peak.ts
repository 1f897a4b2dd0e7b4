/** What the machine can do at most in 128-bit vectors: twelve independent chains of multiply-add, in registers. */
import asc from "assemblyscript/asc";
import { supportsRelaxed } from "../src/wasm/load.js";
import { type Contender, here } from "./harness.js";

const chains = 12;
const steps = 100_000;

const source = (fused: boolean): string => {
  const each = (line: (i: number) => string) => Array.from({ length: chains }, (_, i) => line(i)).join("\n");
  return `
export function peak(steps: i32, factor: f32, term: f32): f32 {
  const x = f32x4.splat(factor), y = f32x4.splat(term);
  ${each((i) => `let s${i} = f32x4.splat(<f32>${i});`)}
  for (; steps > 0; steps--) {
    ${each((i) => (fused ? `s${i} = f32x4.relaxed_madd(s${i}, x, y);` : `s${i} = f32x4.add(f32x4.mul(s${i}, x), y);`))}
  }
  ${each((i) => (i === 0 ? "" : `s0 = f32x4.add(s0, s${i});`))}
  return f32x4.extract_lane(s0, 0);
}`;
};

/** The floating-point operations of one run of the contender `peak`. */
export const peakFlop = steps * chains * 4 * 2;

/** The loop as a contender; fused where the engine has relaxed SIMD. */
export const peak = async (): Promise<Contender> => {
  const fused = supportsRelaxed();
  const { binary, stderr } = await asc.compileString(source(fused), {
    optimizeLevel: 3,
    runtime: "stub",
    enable: ["simd", "relaxed-simd"],
  });
  if (binary === null) throw new Error(`the peak loop does not compile: ${stderr}`);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(binary)));
  const run = exports["peak"] as (steps: number, factor: number, term: number) => number;
  return { ...here("peak", () => run(steps, 0.5, 0.25)), peer: true };
};
