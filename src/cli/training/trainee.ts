/** What is trained, and what must be the same where a run goes on. */
import { isDeepStrictEqual } from "node:util";
import { either as E } from "fp-ts";
import { quote } from "../../core/report.js";
import { type Failure, usage } from "../../failure.js";
import type { Stored } from "../../io/checkpoint/bytes.js";
import type { Trainable } from "../../models/game.js";
import type { Checkpoint } from "../../train/checkpoint.js";
import type { Host } from "../program.js";
import { trainingFlags } from "./flags.js";

/** What is trained; `settings` are those that decide the numbers of the run. */
export interface Trainee<Part extends string> extends Omit<Checkpoint<Part>, "state"> {
  readonly trainable: Trainable<Part>;
}

/** Flags that may differ where a run goes on: what it writes, and for how long it trains. */
const free = ["epochs", ...Object.keys(trainingFlags), "data", "out", "json", "threads", "simd", "quiet"];

/**
 * The settings that decide the numbers of a run: its own flags but the `idle` ones, which decide what is made of the
 * model, the seed, the kernels, and what is said of its data.
 */
export const decisive = (
  { settings, runtime }: Pick<Host, "runtime"> & { readonly settings: object },
  data: Readonly<Record<string, unknown>>,
  idle: readonly string[] = [],
): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(Object.entries(settings).filter(([name]) => !free.includes(name) && !idle.includes(name))),
  ...data,
  kernels: runtime.simd,
});

/** All that must be the same, as a file has it. */
const askedFor = ({ settings, model, optimizer }: Omit<Checkpoint, "state">): Readonly<Record<string, unknown>> =>
  JSON.parse(JSON.stringify({ ...settings, model, optimizer }));

/**
 * A checkpoint of the same settings.
 *
 * Errors: `OtherSettings` with the first that differs.
 */
export const expectSame = <Part extends string>(trainee: Trainee<Part>, stored: Stored): E.Either<Failure, Stored> => {
  const [was, is] = [askedFor(stored.header), askedFor(trainee)];
  const other = Object.keys({ ...is, ...was }).find((name) => !isDeepStrictEqual(was[name], is[name]));
  if (other === undefined) return E.right(stored);
  return E.left(
    usage("OtherSettings", `the checkpoint was made with another ${other}`, {
      where: stored.where,
      expected: quote(was[other]),
      got: quote(is[other]),
      hint: "ask for the same, or begin in another folder",
    }),
  );
};
