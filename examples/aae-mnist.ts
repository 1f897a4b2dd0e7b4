/**
 * Adversarial autoencoders of handwritten digits: codes of any form that can be drawn from, and the hand apart from the
 * label.
 *
 *   npx tsx examples/aae-mnist.ts --prior grid
 *   npx tsx examples/aae-mnist.ts --semi-supervised 1000
 */
import { function as F, taskEither as TE } from "fp-ts";
import { program, runIfMain } from "../src/cli/index.js";
import { runLabelled } from "./aae-mnist/labelled.js";
import { runPlain } from "./aae-mnist/plain.js";
import { chosen, flags, hasLabel, refine } from "./aae-mnist/settings.js";
import { trainJudge } from "./digits/judge.js";
import { load } from "./digits/load.js";
import { expectLabels, networksFor } from "./digits/networks.js";

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
    const { runtime, settings } = context;
    return F.pipe(
      context.phase("load", load(runtime, settings)),
      TE.chainFirstIOK(
        ({ notices }) =>
          () =>
            notices.forEach(context.notice),
      ),
      TE.chainFirst(({ digits }) => TE.fromEither(expectLabels(digits))),
      TE.bindTo("loaded"),
      TE.bind("networks", ({ loaded: { digits } }) => TE.fromEither(networksFor(chosen(settings).network, digits))),
      TE.chain(({ loaded, networks }) =>
        hasLabel(settings)
          ? runLabelled(context, loaded, networks)
          : F.pipe(
              context.phase("judge", trainJudge(context, loaded.digits, settings.judgeEpochs)),
              TE.chain((judge) => runPlain(context, loaded, networks, judge)),
            ),
      ),
    );
  },
});

await runIfMain(import.meta.url, aaeMnist);
