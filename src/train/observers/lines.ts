/** The losses of each epoch as a text file. It is written anew each time, so it is whole after any crash and resume. */
import { type Observer, observer } from "../observer.js";
import type { EpochLosses } from "../state.js";
import { closedBy } from "./epoch.js";

/** A file to be written, whole. */
export interface TextFile {
  readonly _tag: "TextFile";
  readonly name: string;
  readonly text: string;
}

type Row<Part extends string> = EpochLosses<Part> & { readonly epoch: number };

const lines = <Part extends string>(
  name: string,
  head: (row: Row<Part>) => string,
  line: (row: Row<Part>) => string,
): Observer<Part, TextFile> =>
  observer("", (before, event) => {
    const closed = closedBy(event);
    if (!closed) return {};
    const row = { epoch: closed.epoch, ...closed.losses };
    const text = `${before || head(row)}${line(row)}\n`;
    return { state: text, effects: event._tag === "EpochEnded" ? [{ _tag: "TextFile", name, text }] : [] };
  });

/** Train and test apart: ["train_loss", 1.5], ["train_kl", ...], ..., ["test_loss", ...]. */
const cells = <Part extends string>({ train, test }: EpochLosses<Part>): readonly (readonly [string, number])[] =>
  Object.entries<Readonly<Record<string, number>> | null>({ train, test }).flatMap(([set, losses]) =>
    Object.entries(losses ?? {}).map(([name, value]) => [`${set}_${name}`, value] as const),
  );

/**
 * Comma-separated values, a line an epoch: epoch (from 0), train_loss and its parts, test_loss and its parts. Numbers
 * have all their digits.
 */
export const csvLines = <Part extends string>(name: string): Observer<Part, TextFile> =>
  lines<Part>(
    name,
    (row) => `${["epoch", ...cells(row).map(([key]) => key)].join(",")}\n`,
    (row) => [row.epoch, ...cells(row).map(([, value]) => value)].join(","),
  );

/** JSON, a line an epoch: {"epoch":0,"train":{"loss":...},"test":...}; what is not finite is null. */
export const jsonLines = <Part extends string>(name: string): Observer<Part, TextFile> =>
  lines<Part>(name, () => "", JSON.stringify);
