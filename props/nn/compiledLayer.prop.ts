import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { size } from "../../src/core/shape.js";
import { floatsOf } from "../../src/core/tree.js";
import type { Pointers } from "../../src/nn/compiledLayer.js";
import type { Workspace } from "../../src/wasm/runtime.js";
import { layers, networks } from "../arbitraries/networks.js";
import { type Scene, scenes, signal } from "../arbitraries/passes.js";
import { runtimes } from "../arbitraries/runtimes.js";

/** Whole networks, and layers by themselves. */
const either = fc.oneof(networks, ...Object.values(layers));

/** A scene in linear memory, with a block for gradients between two canaries. */
const enter = ({ arena }: Workspace, { network, params, state, x }: Scene) => {
  const n = floatsOf(network.params);
  const gradients = arena.alloc32(n + 2);
  arena.f32(gradients, n + 2).fill(7);
  return {
    n,
    gradients: gradients + 4,
    around: () => [arena.f32(gradients, 1)[0], arena.f32(gradients + 4 * (n + 1), 1)[0]],
    params: arena.put32(params),
    state: arena.put32(state),
    x: x.map(({ data }) => arena.put32(data)),
  };
};

interface Wanted {
  readonly params: boolean;
  readonly input: boolean;
  /** The gradients of the outputs lie where the outputs did. */
  readonly over?: boolean;
}

/** What is in memory after a pass there and back. */
const thereAndBack = (workspace: Workspace, scene: Scene, wanted: Wanted) => {
  const { arena } = workspace;
  const { network, batch, context, seed } = scene;
  return arena.scope(() => {
    const at = enter(workspace, scene);
    const copies = (pointers: Pointers, shapes: typeof network.inShapes) =>
      pointers.map((p, k) => Array.from(arena.f32(p, batch * size(shapes[k]!))));
    const { y, pullback } = network.forward({ workspace, ...context, batch, params: at.params, state: at.state }, at.x);
    const outputs = copies(y, network.outShapes);
    const dy = signal(seed, batch, network.outShapes).map(({ data }, k) => {
      if (!wanted.over) return arena.put32(data);
      arena.f32(y[k]!, data.length).set(Array.from(data));
      return y[k]!;
    });
    const dx = pullback(dy, { params: wanted.params ? at.gradients : null, input: wanted.input });
    return {
      outputs,
      dx: copies(dx, network.inShapes),
      dp: Array.from(arena.f32(at.gradients, at.n)),
      around: at.around(),
      x: copies(at.x, network.inShapes),
      params: Array.from(arena.f32(at.params, at.n)),
    };
  });
};

const all: Wanted = { params: true, input: true };

describe.each(runtimes)("networks in linear memory ($simd)", (runtime) => {
  test("inputs and parameters stay, gradients fill their block and nothing beside it", () =>
    fc.assert(
      fc.property(scenes(either), (scene) => {
        const { x, params, around, dp } = thereAndBack(runtime.workspace(), scene, all);
        expect(x).toEqual(scene.x.map(({ data }) => Array.from(data)));
        expect(params).toEqual(Array.from(scene.params));
        expect(around).toEqual([7, 7]);
        expect(dp.filter((g) => g === 7)).toEqual([]);
      }),
    ));

  test("what is not wanted is not computed, and changes nothing that is", () =>
    fc.assert(
      fc.property(scenes(either), (scene) => {
        const workspace = runtime.workspace();
        const whole = thereAndBack(workspace, scene, all);
        const inputs = thereAndBack(workspace, scene, { params: false, input: true });
        const params = thereAndBack(workspace, scene, { params: true, input: false });
        expect(inputs.dx).toEqual(whole.dx);
        expect(inputs.dp).toEqual(whole.dp.map(() => 7));
        expect(params.dp).toEqual(whole.dp);
        expect(params.dx).toEqual([]);
      }),
    ));

  test("what was in memory before does not show", () =>
    fc.assert(
      fc.property(scenes(either), (scene) => {
        const workspace = runtime.workspace();
        const clean = thereAndBack(workspace, scene, all);
        const { arena } = workspace;
        arena.scope(() => arena.f32(arena.alloc32(2 ** 18), 2 ** 18).fill(Number.NaN));
        expect(thereAndBack(workspace, scene, all)).toEqual(clean);
      }),
    ));

  test("memory is flat over 100 passes there and back", () =>
    fc.assert(
      fc.property(scenes(either), (scene) => {
        const workspace = runtime.workspace();
        thereAndBack(workspace, scene, all);
        const [used, reserved] = [workspace.arena.used(), workspace.arena.reserved()];
        for (let step = 0; step < 100; step++) thereAndBack(workspace, scene, all);
        expect([workspace.arena.used(), workspace.arena.reserved()]).toEqual([used, reserved]);
      }),
      { numRuns: 10 },
    ));

  test("gradients may be written over outputs that are fresh, and inputs stay", () =>
    fc.assert(
      fc.property(scenes(either), (scene) => {
        fc.pre(scene.network.outputReusable);
        const { outputs: _, ...apart } = thereAndBack(runtime.workspace(), scene, all);
        const { outputs: __, ...over } = thereAndBack(runtime.workspace(), scene, { ...all, over: true });
        expect(over).toEqual(apart);
      }),
    ));
});
