import fc from "fast-check";
import { either as E } from "fp-ts";
import { expect, describe as suite, test } from "vitest";
import { key } from "../../../src/core/key.js";
import { emSteps, type Iteration, type Position } from "../../../src/em/fold.js";
import type { TemplateStatistics } from "../../../src/em/template/expect.js";
import { prepare } from "../../../src/em/template/frames.js";
import {
  fit,
  fitSteps,
  images as imagesOf,
  type TemplateFit,
  type TemplatePosition,
  type TemplateProgress,
} from "../../../src/em/template/index.js";
import { pivotOf, templateLatent } from "../../../src/em/template/model.js";
import type { Template } from "../../../src/em/template/theta.js";
import { type Failure, orThrow } from "../../../src/failure.js";
import { decodeTemplate, encodeTemplate } from "../../../src/formats/checkpoint/template.js";
import type { Runtime } from "../../../src/wasm/runtime.js";
import { plain, runtimes } from "../../arbitraries/runtimes.js";
import { type Scene, scenes, setOf } from "../../arbitraries/scenes.js";
import { type ResumeInstance, resumeLaws } from "../../laws/resume.js";

/** Few images, so that some starts collapse. */
const fits = fc.record({
  scene: scenes({ images: { min: 1, max: 9 } }),
  schedule: fc.array(
    fc.record({ images: fc.integer({ min: 1, max: 12 }), iterations: fc.integer({ min: 1, max: 2 }) }),
    {
      maxLength: 2,
    },
  ),
  schedulePrior: fc.constantFrom("uniform" as const, "carry" as const),
  iterations: fc.integer({ min: 0, max: 4 }),
  tolerance: fc.constantFrom(null, 1e-3, 5),
  restarts: fc.integer({ min: 1, max: 4 }),
  hard: fc.boolean(),
});
type Problem = typeof fits extends fc.Arbitrary<infer A> ? A : never;

const optionsOf = ({ scene, ...options }: Problem) => {
  const { faceHeight, faceWidth } = scene.extents;
  return { ...options, faceHeight, faceWidth };
};

const ofTemplate = (
  runtime: Runtime,
  how: string,
  kept: (position: TemplatePosition) => TemplatePosition,
): ResumeInstance<Problem, TemplateProgress, TemplatePosition, TemplateFit> => ({
  name: `a template's fit of several starts, ${how}, ${runtime.simd}`,
  problems: fits,
  steps: (problem, from) =>
    fitSteps(runtime, key(problem.scene.seed), setOf(problem.scene), { ...optionsOf(problem), from }),
  position: ({ position }) => position,
  kept,
});

const ofFold = (
  kept: (position: Position<Template>) => Position<Template>,
): ResumeInstance<Scene, Iteration<Template, TemplateStatistics>, Position<Template>, unknown> => ({
  name: "the fold",
  problems: scenes(),
  steps: (scene, from = { theta: scene.start, trace: [] }) => {
    const workspace = plain.workspace();
    const set = setOf(scene);
    const pivot = pivotOf(set);
    const model = templateLatent(workspace, { extents: scene.extents, pivot, hard: false });
    return emSteps(model, { iterations: 6, tolerance: 0.5 })(from, [prepare(workspace, set, pivot)]);
  },
  position: ({ theta, trace }) => ({ theta, trace }),
  kept,
});

const same = <A>(position: A): A => position;

const throughFile = (position: TemplatePosition): TemplatePosition =>
  orThrow(decodeTemplate(orThrow(encodeTemplate({ settings: {}, position })), "a file")).position;

const suiteOf = <Problem, Step, Position, Result>(instance: ResumeInstance<Problem, Step, Position, Result>) =>
  suite(instance.name, () => {
    for (const [name, law] of Object.entries(resumeLaws(instance))) test(name, law);
  });

suiteOf(ofFold(same));
for (const runtime of runtimes) {
  suiteOf(ofTemplate(runtime, "in memory", same));
  suiteOf(ofTemplate(runtime, "through a file", throughFile));
}

suite("the laws of resumption catch", () => {
  const caught = (laws: Readonly<Record<string, () => void>>): boolean =>
    Object.values(laws).some((law) => {
      try {
        law();
        return false;
      } catch {
        return true;
      }
    });

  const changed = (change: (position: TemplatePosition) => TemplatePosition) =>
    resumeLaws(ofTemplate(plain, "changed", change));
  const underWay = (change: Partial<TemplatePosition["underWay"]>) => (position: TemplatePosition) => ({
    ...position,
    underWay: { ...position.underWay, ...change },
  });

  test("a fold that has forgotten its trace", () =>
    expect(caught(resumeLaws(ofFold((position) => ({ ...position, trace: [] }))))).toBe(true));

  test.each<[string, (position: TemplatePosition) => TemplatePosition]>([
    ["the trace of the stage", underWay({ trace: [] })],
    ["the stages", underWay({ stages: [] })],
    [
      "what was never seen",
      (position) => {
        const { face, background } = position.underWay.neverSeen;
        const none = { face: face.map(() => 0), background: background.map(() => 0) };
        return underWay({ neverSeen: none })(position);
      },
    ],
    ["the best start", ({ best: _, ...position }) => ({ ...position, best: undefined })],
    ["the starts that are over", (position) => ({ ...position, bounds: [], best: undefined })],
    ["how many iterations were made", (position) => ({ ...position, iterationsDone: 0 })],
    [
      "the first failure",
      (position) => ({
        ...position,
        best:
          position.best &&
          E.mapLeft(({ fault }: Failure) => ({
            kind: "Other",
            what: "another",
            fault,
          }))(position.best),
      }),
    ],
    [
      "half of each float",
      (position) => {
        const { theta } = position.underWay;
        const face = { ...theta.face, data: Float64Array.from(theta.face.data, Math.fround) };
        return underWay({ theta: { ...theta, face } })(position);
      },
    ],
  ])("a position that has forgotten %s", (_, change) => expect(caught(changed(change))).toBe(true));
});

suite("a fit that is taken up", () => {
  test("goes on to more iterations and more starts: the fit that was asked for all of them at once", () =>
    fc.assert(
      fc.property(fits, fc.integer({ min: 1, max: 3 }), (problem, more) => {
        const few = { ...optionsOf(problem), restarts: 1, tolerance: null };
        const many = { ...few, restarts: 1 + more, iterations: problem.iterations + more };
        const [set, of] = [setOf(problem.scene), key(problem.scene.seed)];
        const last = [...fitSteps(plain, of, set, few)].at(-1);
        if (last === undefined) return;
        const steps = fitSteps(plain, of, set, { ...many, from: last.position });
        let next = steps.next();
        while (!next.done) next = steps.next();
        expect(next.value).toEqual(fit(plain, of, set, many));
      }),
    ));

  test.each<[string, { readonly width?: number; readonly faceWidth?: number }, string]>([
    ["on pictures of another size", { width: 9 }, "the template is of other pictures"],
    ["with another face", { faceWidth: 3 }, "the template is of another face"],
  ])("%s is a ShapeMismatch", (_, { width = 8, faceWidth = 4 }, what) => {
    const stackOf = (columns: number) => ({
      shape: [3, columns, 5],
      data: Float64Array.from({ length: 15 * columns }, (_, i) => (37 * i) % 251),
    });
    const of = (columns: number) => orThrow(imagesOf(stackOf(columns)));
    const [first] = fitSteps(plain, key(0), of(8), { faceWidth: 4 });
    const taken = fitSteps(plain, key(0), of(width), { faceWidth, from: first!.position }).next();
    expect(taken).toMatchObject({ done: true, value: { _tag: "Left", left: { kind: "ShapeMismatch", what } } });
  });
});
