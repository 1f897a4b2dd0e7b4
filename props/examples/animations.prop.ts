import { taskEither as TE } from "fp-ts";
import { expect, test } from "vitest";
import { animations } from "../../examples/vae-mnist/animations.js";
import { key } from "../../src/core/key.js";
import type { Digits } from "../../src/node/mnist/index.js";
import { begin, fitSteps, observed, sparserEpochs, type TrainState } from "../../src/train/index.js";
import { right } from "../arbitraries/models.js";
import { plain } from "../arbitraries/runtimes.js";
import { examples, model, optimizer } from "../fixtures/checkpoint.js";
import { play } from "../reference/gif.js";

const set = {
  images: Uint8Array.from({ length: 60 }, (_, i) => (37 * i) % 256),
  labels: Uint8Array.from({ length: 10 }, (_, i) => i % 2),
  count: 10,
  height: 2,
  width: 3,
};
const digits: Digits = { train: set, test: set, height: 2, width: 3, classes: ["even", "odd"], source: "data" };

/** A training of so many epochs from a state, what it said, and the films that it left. */
const trained = async (epochs: number, start: TrainState<"reconstruction" | "kl">) => {
  const files = new Map<string, Uint8Array>();
  const notices: string[] = [];
  const run = {
    notice: (text: string) => notices.push(text),
    onInterrupt: () => undefined,
    write: (name: string, bytes: Uint8Array) => TE.fromIO(() => void files.set(name, bytes)),
  };
  const scene = { runtime: plain, model, digits, key: key(0), sampled: 1, ends: [0, 1], lecture: false } as const;
  const watcher = animations(run, ({ weights, history }) => ({ ...scene, weights, history, caution: undefined }));
  const training = fitSteps(plain, start.key, model, { train: examples }, { optimizer, batch: 5, epochs, start });
  const { state } = right(await observed(training, watcher)());
  const films = [...files].map(([name, bytes]) => {
    const { shown, loops } = play(bytes);
    return { name, loops, delays: shown.map(({ delay }) => delay) };
  });
  return { state, films, notices };
};

const filmsOf = (frames: number) => [
  { name: "codes.gif", loops: true, delays: new Array(frames).fill(10) },
  { name: "manifold.gif", loops: true, delays: new Array(frames).fill(15) },
];

const start = () => right(begin(plain, key(3), model, { optimizer }));

test("codes and manifold have a frame for each of the sparser epochs, 100 and 150 ms, and begin again", async () => {
  const { films, notices } = await trained(14, start());
  expect(films).toEqual(filmsOf([...sparserEpochs].filter((epoch) => epoch < 14).length));
  expect(notices).toEqual([]);
});

test("a training that is taken up says that its films begin there", async () => {
  const { state } = await trained(2, start());
  const { films, notices } = await trained(5, state);
  expect(films).toEqual(filmsOf(3));
  expect(notices).toEqual([expect.stringContaining("codes.gif and manifold.gif begin where this run does")]);
});
