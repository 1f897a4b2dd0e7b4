/**
 * Contenders run in turns: machines change their speed and their company by the minute, so a ratio means something
 * only between turns that lie side by side.
 */

/** Something that can be done `times` times over, and takes so many seconds: here, or in a process elsewhere. */
export interface Contender {
  readonly name: string;
  /** Not ours: what ours is held against. */
  readonly peer?: true;
  readonly turn: (times: number) => number | Promise<number>;
}

/** Seconds for doing it once. */
export interface Timing {
  readonly name: string;
  readonly peer: boolean;
  /** Each turn, in the order of the rounds. */
  readonly turns: readonly number[];
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

/** With `--quick` each has one short turn: enough to see that all of it runs, and no figure. */
export const quick = process.argv.includes("--quick");

/** Times contenders against each other, round after round, one turn each. */
export const race = async (contenders: readonly Contender[], turns: Turns): Promise<Timing[]> => {
  const { rounds, seconds } = quick ? { rounds: 1, seconds: 0 } : turns;
  const times: number[] = [];
  for (const contender of contenders) times.push(await repetitions(contender, seconds));
  const taken = contenders.map((): number[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, { turn }] of contenders.entries()) taken[i]!.push((await turn(times[i]!)) / times[i]!);
  return contenders.map(({ name, peer = false }, i) => ({
    name,
    peer,
    turns: taken[i]!,
    median: median(taken[i]!),
    best: Math.min(...taken[i]!),
    ratio: median(taken[i]!.map((time, round) => time / taken[0]![round]!)),
  }));
};

/** The times of one to those of another: the median over the rounds of the ratio within a round, and that of the best. */
export const ratioTo = (a: Timing, b: Timing): { readonly median: number; readonly best: number } => ({
  median: median(a.turns.map((time, round) => time / b.turns[round]!)),
  best: a.best / b.best,
});

/** Rows of cells as a text table; the first column is flush left. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  ");
  return rows.map(line).join("\n");
};
