import { expect, test } from "vitest";
import { aae as kinds } from "../../../src/autoencoder/index.js";
import { orThrow } from "../../../src/failure.js";
import * as checkpoints from "../../../src/node/checkpoints/index.js";
import { plain } from "../../arbitraries/runtimes.js";
import { disentangledOf, keptDisentangled } from "../../fixtures/alternatingCheckpoint.js";

test("a file of version 1 with the names of an earlier release is read by those of today, with the same bits", async () => {
  const kept = orThrow(
    await checkpoints.load(keptDisentangled, { codec: kinds.Disentangled, compile: kinds.disentangled })(),
  );
  const { model, checkpoint } = disentangledOf(plain);
  expect(kept.checkpoint).toEqual(checkpoint);
  expect([kept.model.params, kept.model.terms]).toEqual([model.params, model.terms]);
});
