import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { beyond, notYet } from "./notYet.js";
import { laws, programOf, signaturesOf } from "./signatures.js";

const all = Object.keys(laws) as readonly (keyof typeof laws)[];

describe("the signatures of the entries", () => {
  const entries = ["index", "formats/index", "plot/index", "node/index", "cli/index"];
  const program = programOf(entries.map((entry) => `src/${entry}.ts`));
  const signatures = entries.flatMap((entry) =>
    signaturesOf(program, `src/${entry}.ts`, `elbo-ts${entry === "index" ? "" : `/${entry.replace("/index", "")}`}`),
  );

  test("are many, under their namespaces", () => {
    expect(signatures.length).toBeGreaterThan(200);
    expect(signatures.map(({ name }) => name)).toContain("elbo-ts: nn.linear");
  });

  test.each(all)("%s", (law) => expect(beyond(notYet.signatures, laws[law](signatures))).toEqual([]));
});

describe("the laws of signatures", () => {
  const types = `
    export interface Runtime { readonly simd: string } export interface Key { readonly k0: number }
    export interface Tensor { readonly data: readonly number[] } export interface Model { readonly units: number }
    export type Either<E, A> = { readonly left: E } | { readonly right: A };
    export interface RunHost { readonly runtime: Runtime }
    export interface FitOptions { readonly count?: number } export interface Observer { (x: number): void }
  `;

  const sound = [
    "export declare const a: (runtime: Runtime, key: Key, model: Model, x: Tensor, options?: FitOptions) => Either<1, 2>;",
    "export declare function b(x: number): number;",
    "export declare function c(model: Model): Observer;",
    "export declare const d: (...each: readonly number[]) => number;",
    "export declare const f: (host: RunHost, key: Key, model: Model) => number;",
    "export const e = (model: Model, { count = 1 }: { readonly count?: number } = {}): number => model.units * count;",
  ];

  const [order, options, curried, result] = all;

  /** Each breaks one law. */
  const faults = [
    ["a key behind the model", "(model: Model, key: Key) => number", order, "(model: Model, key: Key) -> number"],
    [
      "a runtime that comes second",
      "(key: Key, runtime: Runtime) => Either<1, 2>",
      order,
      "(key: Key, runtime: Runtime) -> Either",
    ],
    ["data before the model", "(x: Tensor, model: Model) => number", order, "(x: Tensor, model: Model) -> number"],
    [
      "something behind the options",
      "(options: FitOptions, model: Model) => number",
      order,
      "(options: FitOptions, model: Model) -> number",
    ],
    [
      "an optional number",
      "(model: Model, count?: number) => number",
      options,
      "(model: Model, count?: number) -> number",
    ],
    [
      "two records of options",
      "(some: FitOptions, others: FitOptions) => number",
      options,
      "(some: FitOptions, others: FitOptions) -> number",
    ],
    [
      "a curried function",
      "(model: Model) => (x: Tensor) => number",
      curried,
      "(model: Model) -> (x: Tensor) => number",
    ],
    [
      "a bare value from the kernels",
      "(runtime: Runtime, x: Tensor) => Tensor",
      result,
      "(runtime: Runtime, x: Tensor) -> Tensor",
    ],
  ] as const;

  const root = mkdtempSync(join(tmpdir(), "signatures-"));
  afterAll(() => rmSync(root, { recursive: true }));
  const path = (name: string): string => join(root, `${name}.ts`);
  const texts = {
    sound: types + sound.join("\n"),
    outer: 'export * as inner from "./inner.js";',
    inner: "export const late = (a: number, b = 2): number => a * b;",
    ...Object.fromEntries(faults.map(([, type], i) => [`f${i}`, `${types}export declare const f: ${type};`])),
  };
  for (const [name, text] of Object.entries(texts)) writeFileSync(path(name), text);
  const program = programOf(Object.keys(texts).map(path));

  const broken = (name: string) => {
    const signatures = signaturesOf(program, path(name), "entry");
    return Object.fromEntries(all.map((law) => [law, laws[law](signatures)]).filter(([, found]) => found!.length > 0));
  };

  test("have no complaint of what is in order, nor of a function that gives one with a name", () => {
    expect(broken("sound")).toEqual({});
  });

  test.each(faults.map(([title, , law, complaint], i) => ({ title, i, law, complaint })))(
    "catch $title",
    ({ i, law, complaint }) => expect(broken(`f${i}`)).toEqual({ [law!]: [`entry: f${complaint}`] }),
  );

  test("reach into namespaces", () => {
    expect(broken("outer")).toEqual({ [options!]: ["entry: inner.late(a: number, b?: number) -> number"] });
  });
});
