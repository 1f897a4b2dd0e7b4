/** The losses of each epoch as a text file. It is written anew each time, so it is whole after any crash and resume. */
import { type Observer, observer } from "../observer.js";
import type { EpochLosses } from "../state.js";
import { closedBy } from "./epochs.js";

/** A file to be written, whole. */
export interface TextFile {
  readonly kind: "TextFile";
  readonly name: string;
  readonly text: string;
}

type Row<Term extends string> = EpochLosses<Term> & { readonly epoch: number };

const lines = <Term extends string>(
  name: string,
  head: (row: Row<Term>) => string,
  line: (row: Row<Term>) => string,
): Observer<Term, TextFile> =>
  observer("", (before, event) => {
    const closed = closedBy(event);
    if (!closed) return {};
    const row = { epoch: closed.epoch, ...closed.losses };
    const text = `${before || head(row)}${line(row)}\n`;
    return { state: text, effects: event.kind === "EpochEnded" ? [{ kind: "TextFile", name, text }] : [] };
  });

/** Train and test apart: ["train_loss", 1.5], ["train_kl", ...], ..., ["test_loss", ...]. */
const cells = <Term extends string>({ train, test }: EpochLosses<Term>): readonly (readonly [string, number])[] =>
  Object.entries<Readonly<Record<string, number>> | null>({ train, test }).flatMap(([set, losses]) =>
    Object.entries(losses ?? {}).map(([name, value]) => [`${set}_${name}`, value] as const),
  );

/**
 * Comma-separated values, a line an epoch: epoch (from 0), train_loss and its parts, test_loss and its parts. Numbers
 * have all their digits.
 */
export const csvLines = <Term extends string>(name: string): Observer<Term, TextFile> =>
  lines<Term>(
    name,
    (row) => `${["epoch", ...cells(row).map(([key]) => key)].join(",")}\n`,
    (row) => [row.epoch, ...cells(row).map(([, value]) => value)].join(","),
  );

/** JSON, a line an epoch: {"epoch":0,"train":{"loss":...},"test":...}; what is not finite is null. */
export const jsonLines = <Term extends string>(name: string): Observer<Term, TextFile> =>
  lines<Term>(name, () => "", JSON.stringify);
