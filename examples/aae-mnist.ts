/**
 * Adversarial autoencoders of handwritten digits: codes of any form that can be drawn from, and the hand apart from the
 * label.
 *
 *   npx tsx examples/aae-mnist.ts --prior grid
 *   npx tsx examples/aae-mnist.ts --semi-supervised 1000
 */
import { function as F, taskEither as TE } from "fp-ts";
import { loadDataset } from "../src/cli/data/dataset.js";
import { expectLabels, networksFor } from "../src/cli/data/networks.js";
import { program, runIfMain } from "../src/cli/index.js";
import { evaluationClassifier } from "../src/cli/training/evaluationClassifier.js";
import { runLabelled } from "./aae-mnist/labelled.js";
import { runPlain } from "./aae-mnist/plain.js";
import { chosen, flags, hasLabel, refine } from "./aae-mnist/settings.js";

export const aaeMnist = program({
  name: "aae-mnist",
  summary: "trains an adversarial autoencoder on handwritten digits: codes of a chosen form, or style and label apart",
  flags,
  refine,
  examples: [
    { argv: "", does: "codes that fill a square, 10 epochs of MNIST" },
    { argv: "--prior grid", does: "codes in ten small squares" },
    { argv: "--disentangle", does: "the label in its head, and nothing of it in the style" },
    { argv: "--semi-supervised 1000", does: "labels of all digits from those of a thousand" },
    { argv: "--checkpoint out/kept --resume", does: "goes on where it was stopped, if it was" },
  ],
  run: (context) => {
    const { settings } = context;
    return F.pipe(
      context.phase("load", loadDataset(context)),
      TE.chainFirst((digits) => TE.fromEither(expectLabels(digits))),
      TE.bindTo("loaded"),
      TE.bind("networks", ({ loaded: digits }) => TE.fromEither(networksFor(chosen(settings).network, digits))),
      TE.chain(({ loaded, networks }) =>
        hasLabel(settings)
          ? runLabelled(context, loaded, networks)
          : F.pipe(
              context.phase("judge", evaluationClassifier(context, loaded, settings.judgeEpochs)),
              TE.chain((judge) => runPlain(context, loaded, networks, judge)),
            ),
      ),
    );
  },
});

await runIfMain(import.meta.url, aaeMnist);
