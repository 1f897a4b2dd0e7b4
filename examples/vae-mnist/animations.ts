/** How a code of two numbers unfolds: its codes and its manifold over the epochs, as GIF files. */
import { function as F, taskEither as TE } from "fp-ts";
import type { Failure } from "../../src/failure.js";
import type { ElboTerm } from "../../src/flat.js";
import { observer, sparserEpochs, type Task } from "../../src/flat.js";
import { gifOf } from "../../src/node/canvas.js";
import { type Figure, type Floats, figure } from "../../src/plot/index.js";
import { type ClassedCodes, codesOf, scatterOf } from "../digits/charts.js";
import type { Run } from "./learn.js";
import type { Scene } from "./pictures.js";
import { manifoldOf, manifoldSheet } from "./sheets.js";
import type { Watcher } from "./watch.js";

/** What is kept of an epoch. */
interface Still {
  /** Epochs made. */
  readonly epochs: number;
  readonly codes: ClassedCodes;
  readonly manifold: readonly Floats[];
}

/** Points of a frame: more of them hide one another, and each costs its bytes in every frame. */
const points = 2000;

/** Greys of the manifold, both ends among them: the size of the file hangs on it most. */
const greys = 16;

const rounded = (picture: Floats): Floats =>
  Float32Array.from(picture, (grey) => Math.round((greys - 1) * grey) / (greys - 1));

const stillOf = (scene: Scene): Still => ({
  epochs: scene.history.length,
  codes: codesOf(scene, scene.digits, points),
  manifold: manifoldOf(scene).map(rounded),
});

const titled = ({ caution }: Scene, title: string, { epochs }: Still, content: Figure["content"]): Figure =>
  figure(content, { title: `${title}, epoch ${epochs}`, ...(caution && { notice: caution }) });

/** 100 ms a frame, axes from -5 to 5. */
const codesFilm = (scene: Scene, stills: readonly Still[]) =>
  gifOf(
    stills.map((still) =>
      titled(
        scene,
        "Codes",
        still,
        scatterOf(still.codes, (j) => `mean of z_{${j}}`, { domain: [-5, 5], width: 400 }),
      ),
    ),
    { delay: 100 },
  );

/** 150 ms a frame. */
const manifoldFilm = (scene: Scene, stills: readonly Still[]) =>
  gifOf(
    stills.map((still) => titled(scene, "Manifold", still, manifoldSheet(scene.model, still.manifold, 28))),
    { delay: 150 },
  );

const films = { "codes.gif": codesFilm, "manifold.gif": manifoldFilm };

const writeFilms = (
  { write }: Pick<Run, "write">,
  scene: Scene,
  stills: readonly Still[],
): TE.TaskEither<Failure, void> =>
  F.pipe(
    Object.entries(films),
    TE.traverseSeqArray(([name, film]) =>
      F.pipe(
        TE.fromEither<Failure, Uint8Array>(film(scene, stills)),
        TE.chain((bytes) => write(name, bytes)),
      ),
    ),
    TE.map(() => undefined),
  );

const late = "codes.gif and manifold.gif begin where this run does: a checkpoint has no frames of earlier epochs";

interface Reel {
  readonly stills: readonly Still[];
  readonly last: Scene | undefined;
}

/**
 * Keeps a still of epochs that lie ever farther apart, and makes films of them at the end of the training or at Ctrl-C. A
 * training that is taken up has the stills from there on.
 */
export const animations = (
  run: Pick<Run, "notice" | "onInterrupt" | "write">,
  sceneAt: (state: Pick<Scene, "weights" | "history">) => Scene,
): Watcher =>
  observer<ElboTerm, Reel, Task>({ stills: [], last: undefined }, (reel, event) => {
    switch (event.kind) {
      case "RunStarted":
        return event.epoch > 0 && event.epoch < event.epochs ? { effects: [TE.fromIO(() => run.notice(late))] } : {};
      case "EpochEnded": {
        if (!sparserEpochs.has(event.epoch)) return {};
        const scene = sceneAt(event.state);
        const stills = [...reel.stills, stillOf(scene)];
        const save = writeFilms(run, scene, stills);
        return { state: { stills, last: scene }, effects: [TE.fromIO(() => run.onInterrupt(save, "animations"))] };
      }
      case "RunEnded":
        return reel.last ? { effects: [writeFilms(run, reel.last, reel.stills)] } : {};
      default:
        return {};
    }
  });
