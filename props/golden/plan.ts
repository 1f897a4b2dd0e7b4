import { either as E } from "fp-ts";
import { describe } from "../../src/failure.js";
import { type Case, read } from "./read.js";
import { covers, type Topic } from "./topic.js";

/** A topic with the cases of the folder that it runs. */
export interface Run {
  readonly topic: Topic;
  readonly cases: readonly Case[];
}

/** What the suite is to do. */
export type Plan =
  | { readonly _tag: "Skip"; readonly why: string }
  | { readonly _tag: "Fail"; readonly why: string }
  | { readonly _tag: "Run"; readonly runs: readonly Run[]; readonly uncovered: readonly string[] };

/**
 * Skips where no folder was asked for. Fails where one was and cannot be read, where a topic names an operation that
 * the folder does not have, or where nothing would run: a check that checks nothing must not pass.
 */
export const plan = (folder: string | undefined, topics: readonly Topic[]): Plan => {
  if (folder === undefined) return { _tag: "Skip", why: "GOLDEN_DIR is not set: no golden value was compared" };
  const result = read(folder);
  if (E.isLeft(result)) return { _tag: "Fail", why: describe(result.left) };
  const cases = result.right;

  const runs = topics.map((topic) => ({ topic, cases: cases.filter((c) => covers(topic, c)) }));
  if (runs.every((run) => run.cases.length === 0)) return { _tag: "Fail", why: `no case of ${folder} is covered` };
  for (const { topic, cases: covered } of runs) {
    const idle = Object.keys(topic.ops).filter((op) => !covered.some((c) => c.op === op));
    if (idle.length > 0) return { _tag: "Fail", why: `${folder} has no case for ${idle.join(", ")} of ${topic.name}` };
  }

  const run = new Set(runs.flatMap(({ cases: covered }) => covered));
  const uncovered = [...new Set(cases.filter((c) => !run.has(c)).map(({ op }) => op))];
  return { _tag: "Run", runs, uncovered };
};
