/** What a bench finds: printed for people, and written as data to the file named after `--json`. */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { ratioTo, type Timing, table } from "./harness.js";
import { threads } from "./runtimes.js";

/** The same work by several contenders, the first of them the one that ratios are to. */
export interface Figure {
  readonly what: string;
  readonly timings: readonly Timing[];
}

/** The figures of one run of a bench. */
export interface Findings {
  readonly node: string;
  /** The processor, by its own name. */
  readonly processor: string;
  readonly threads: number;
  /** By the peer's name: the BLAS that it has loaded. */
  readonly blas: Readonly<Record<string, string>>;
  /** Who did not take part, and why. */
  readonly skipped: readonly string[];
  readonly figures: readonly Figure[];
}

/** What this machine calls its processor. */
export const processor = cpus()[0]!.model.trim();

const skipped: string[] = [];
const blas: Record<string, string> = {};

/** Says that a contender does not take part. */
export const skip = (name: string, why: string): undefined => {
  const line = `${name}: skipped: ${why}`;
  if (skipped.includes(line)) return;
  skipped.push(line);
  console.log(line);
};

/** Says which BLAS a peer has met: with several threads a factor of three may hang on it. */
export const met = (name: string, libraries: string): void => {
  if (libraries === "" || blas[name] === libraries) return;
  blas[name] = libraries;
  console.log(`${name} multiplies by ${libraries}, on ${threads === 1 ? "one thread" : `${threads} threads`}`);
};

/** Milliseconds, three figures of them. */
export const ms = (seconds: number): string =>
  seconds < 0.1 ? (1000 * seconds).toPrecision(3) : (1000 * seconds).toFixed(0);

/** Of each figure a row for each contender: its times, and their ratio to the first one's. */
export const rowsOf = (title: string, figures: readonly Figure[]): readonly (readonly string[])[] => [
  [title, "median ms", "best ms", "ratio", "of bests", "to"],
  ...figures.flatMap(({ what, timings }) =>
    timings.map((timing) => {
      const ratio = ratioTo(timing, timings[0]!);
      return [
        `${what}, ${timing.name}`,
        ms(timing.median),
        ms(timing.best),
        ratio.median.toFixed(3),
        ratio.best.toFixed(3),
        timings[0]!.name,
      ];
    }),
  ),
];

/** Writes figures to the file named after `--json`, if any. */
export const write = (figures: readonly Figure[]): void => {
  const at = process.argv.indexOf("--json");
  const path = at < 0 ? undefined : process.argv[at + 1];
  const findings: Findings = { node: process.version, processor, threads, blas, skipped, figures };
  if (path !== undefined) writeFileSync(path, `${JSON.stringify(findings, null, 2)}\n`);
};

/** Prints figures as a table, and writes them. */
export const tell = (title: string, figures: readonly Figure[]): void => {
  console.log(`node ${process.version} on ${processor}`);
  console.log(table(rowsOf(title, figures)));
  write(figures);
};
