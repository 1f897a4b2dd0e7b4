import type { RunHost } from "../../src/cli/index.js";

/** Pictures between two breaths. */
const chunk = 500;

/** Goes through `count` pictures in chunks, with a bar and a breath after each: `body` adds to what it has so far. */
export const foldChunks = async <A>(
  { progress, yieldToEvents }: Pick<RunHost, "progress" | "yieldToEvents">,
  label: string,
  count: number,
  start: A,
  body: (sofar: A, from: number, to: number) => A,
): Promise<A> => {
  const bar = progress(label, count);
  let sofar = start;
  for (let from = 0; from < count; from += chunk) {
    const to = Math.min(from + chunk, count);
    sofar = body(sofar, from, to);
    bar.tick(to);
    await yieldToEvents();
  }
  bar.end();
  return sofar;
};
