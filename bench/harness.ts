/**
 * Contenders run in turns: machines change their speed and their company by the minute, so a ratio means something
 * only between turns that lie side by side.
 */
import { writeFileSync } from "node:fs";

/** Something that can be done `times` times over, and takes so many seconds: here, or in a process elsewhere. */
export interface Contender {
  readonly name: string;
  readonly turn: (times: number) => number | Promise<number>;
}

/** Seconds for doing it once. */
export interface Timing {
  readonly name: string;
  /** Over the turns: what a user gets on this machine as it was. */
  readonly median: number;
  /** Of the least disturbed turn: what the code can do. */
  readonly best: number;
  /** To the time of the first contender: the median over the rounds of the ratio within a round. */
  readonly ratio: number;
}

export interface Turns {
  readonly rounds: number;
  /** How long one turn should take, in seconds. */
  readonly seconds: number;
}

const clock = (): number => performance.now() / 1000;

/** A contender in this thread. */
export const here = (name: string, body: () => void): Contender => ({
  name,
  turn: (times) => {
    const start = clock();
    for (let i = 0; i < times; i++) body();
    return clock() - start;
  },
});

/**
 * The middle one of some numbers, or the mean of the middle two.
 *
 * @example
 * median([3, 1, 2, 10]) // => 2.5
 */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((x, y) => x - y);
  const half = sorted.length / 2;
  return (sorted[Math.floor(half)]! + sorted[Math.ceil(half) - 1]!) / 2;
};

/** Enough repetitions for a turn, found by doubling: which also warms up. */
const repetitions = async ({ turn }: Contender, seconds: number): Promise<number> => {
  let times = 1;
  let taken = await turn(times);
  while (taken < seconds) {
    times *= 2;
    taken = await turn(times);
  }
  return Math.max(1, Math.round((times * seconds) / taken));
};

/** Times contenders against each other, round after round, one turn each. */
export const race = async (contenders: readonly Contender[], { rounds, seconds }: Turns): Promise<Timing[]> => {
  const times: number[] = [];
  for (const contender of contenders) times.push(await repetitions(contender, seconds));
  const taken = contenders.map((): number[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, { turn }] of contenders.entries()) taken[i]!.push((await turn(times[i]!)) / times[i]!);
  return contenders.map(({ name }, i) => ({
    name,
    median: median(taken[i]!),
    best: Math.min(...taken[i]!),
    ratio: median(taken[i]!.map((time, round) => time / taken[0]![round]!)),
  }));
};

/** Rows of cells as a text table; the first column is flush left. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  ");
  return rows.map(line).join("\n");
};

/** The heads of `timingRows`. */
export const timingHead = (what: string): readonly string[] => [what, "median ms", "best ms", "ratio", "to"];

/** A row a timing: what it is of, and its ratio to the first one. */
export const timingRows = (what: string, timings: readonly Timing[]): readonly (readonly string[])[] =>
  timings.map(({ name, median, best, ratio }) => {
    const ms = (seconds: number): string =>
      seconds < 0.1 ? (1000 * seconds).toPrecision(3) : (1000 * seconds).toFixed(0);
    return [`${what}, ${name}`, ms(median), ms(best), ratio.toFixed(3), timings[0]!.name];
  });

/** Writes `result` to the file named after `--json`, with the engine it was measured on. */
export const writeJson = (result: unknown): void => {
  const at = process.argv.indexOf("--json");
  const path = at < 0 ? undefined : process.argv[at + 1];
  if (path !== undefined) writeFileSync(path, `${JSON.stringify({ node: process.version, result }, null, 2)}\n`);
};
