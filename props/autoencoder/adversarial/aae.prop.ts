import type { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import * as aae from "../../../src/autoencoder/adversarial/index.js";
import { type Failure, describe as inWords } from "../../../src/failure.js";
import { sequence } from "../../../src/nn/definition.js";
import { linear } from "../../../src/nn/layers/linear.js";
import { flatten } from "../../../src/nn/layers/reshape.js";
import { alternatingObjectives } from "../../arbitraries/alternating.js";

const plan = { height: 2, width: 2, hidden: 2, latent: 2, likelihood: "mse", kl: 1 } as const;
const definitionOf = (name: string): object =>
  (alternatingObjectives[name]!(plan) as unknown as { readonly definition: object }).definition;

const compilers: readonly [string, (definition: never, options?: never) => E.Either<Failure, unknown>, object][] = [
  ["compile", aae.compile, definitionOf("adversarial autoencoder")],
  ["semiSupervised", aae.semiSupervised, definitionOf("semi-supervised adversarial autoencoder")],
  ["disentangled", aae.disentangled, definitionOf("disentangled adversarial autoencoder")],
];

describe.each(compilers)("%s", (_, compile, definition) => {
  const said = (changed: unknown, options?: unknown): string => {
    const made = compile(changed as never, options as never);
    return made._tag === "Left" ? `${made.left.kind}: ${inWords(made.left)}` : "a Right";
  };

  test("takes its definition", () => expect(said(definition)).toBe("a Right"));

  test.each<[string, unknown, RegExp]>([
    ["nothing", undefined, /^NotADefinition: definition/],
    ["another kind", { ...definition, kind: "vae" }, /^NotADefinition: definition\.kind: .*got vae$/],
    ["draws that are none", { ...definition, draws: 0 }, /^NotADefinition: definition\.draws: .*1 or more, got 0$/],
    [
      "a network that is none",
      {
        ...definition,
        encoder: 1,
        autoencoder: { ...(definition as { autoencoder?: object }).autoencoder, encoder: 1 },
      },
      /^NotALayer: encoder: /,
    ],
  ])("refuses %s", (_, changed, expected) => expect(said(changed)).toMatch(expected));

  test("refuses options that are none, and names those that there are", () => {
    expect(said(definition, { priors: 1 })).toMatch(/^BadOption: options: .*expected prior.*got priors$/);
    expect(said(definition, null)).toMatch(/^BadOption/);
    expect(said(definition, { prior: { kind: "laplace" } })).toMatch(/^BadOption: prior: .*normal, boxes/);
    expect(said(definition, { prior: aae.cubePrior(1, 3) })).toMatch(/^ShapeMismatch: prior/);
  });
});

test("a discriminator of more than one number is a ShapeMismatch", () => {
  const two = sequence(["flatten", flatten], ["out", linear(2)]);
  expect(aae.compile({ ...(definitionOf("adversarial autoencoder") as aae.Aae), discriminator: two })).toMatchObject({
    left: { kind: "ShapeMismatch", where: "discriminator" },
  });
});
