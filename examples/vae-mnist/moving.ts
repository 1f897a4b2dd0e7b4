/** The moving pictures of a run: between two digits where they are asked for, and Tinkoff's tour through thirty. */
import { function as F, taskEither as TE } from "fp-ts";
import type { Failure } from "../../src/failure.js";
import { key, named } from "../../src/flat.js";
import { interpolationFilm, tourFilm } from "../digits/films.js";
import type { Given, Learnt, Run } from "./learn.js";

/** Writes them. */
export const writeFilms = (
  { runtime, settings, write }: Run,
  digits: Given,
  { model, trained }: Learnt,
): TE.TaskEither<Failure, unknown> => {
  const learner = { runtime, model, weights: trained.state.weights };
  const films = {
    ...(settings.interpolate && { "interpolation.gif": () => interpolationFilm(learner, digits.test, digits.ends) }),
    ...(settings.preset === "tinkoff" && {
      "tour.gif": () => tourFilm(learner, digits.test, named(key(settings.seed), "tour")),
    }),
  };
  return F.pipe(
    Object.entries(films),
    TE.traverseSeqArray(([name, film]) =>
      F.pipe(
        TE.fromEither(film()),
        TE.chain((bytes) => write(name, bytes)),
      ),
    ),
  );
};
