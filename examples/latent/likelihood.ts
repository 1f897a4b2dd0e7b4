import { function as F, taskEither as TE } from "fp-ts";
import type { RunHost } from "../../src/cli/index.js";
import { estimateEvidence } from "../../src/cli/training/evidence.js";
import type { Failure } from "../../src/failure.js";
import { named, take, tensor, type VaeModel } from "../../src/flat.js";
import { rowsOfPictures } from "../digits/sheets.js";
import type { Bench, Done } from "./deeds.js";
import { rows } from "./given.js";

/** What the model thinks of each picture, and which it finds the likeliest. */
export const likelihood = (host: RunHost, { opened, given, settings, key }: Bench, vae: VaeModel) => {
  const { x, names } = given.pictures;
  return F.pipe(
    estimateEvidence(host, named(key, "evidence"), vae, opened.weights, {
      count: names.length,
      examples: (from, to) => rows(x, from, to),
      draws: settings.draws,
    }),
    TE.map(({ logLikelihood, elbo }): Done => {
      const order = names.map((_, i) => i).toSorted((i, j) => logLikelihood[j]! - logLikelihood[i]!);
      const shown = Math.min(10, Math.ceil(names.length / 2));
      const least = order.slice(shown).slice(-shown).toReversed();
      return {
        arrays: {
          "log-likelihoods": tensor([names.length], logLikelihood),
          elbos: tensor([names.length], elbo),
        },
        ...(least.length > 0 && {
          sheet: {
            title: "Which pictures the model finds likely",
            content: rowsOfPictures(opened, {
              likeliest: take(x, order.slice(0, shown)),
              "least likely": take(x, least),
            }),
            footnote: `log p(x) by ${settings.draws} draws of importance sampling.`,
          },
        }),
        columns: { logLikelihood, elbo },
      };
    }),
  ) satisfies TE.TaskEither<Failure, Done>;
};
