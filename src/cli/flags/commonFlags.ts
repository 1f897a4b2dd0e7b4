import { availableParallelism } from "node:os";
import { nonNegativeInt, path, wholeNumber } from "./codecs.js";
import { choice, flag, optional, type SettingsOf, toggle } from "./flag.js";

/** More than any kernel has parts for. */
const mostThreads = 256;
const threadCount = wholeNumber(1, { to: mostThreads });

/** The flags that every program has; `name` is the program's, for the folder of its files. */
export const commonFlags = (name: string) => ({
  seed: flag(nonNegativeInt, { default: 0, help: "all randomness comes from it: same seed, same numbers" }),
  data: optional(path, { placeholder: "PATH", help: "where the data is, if not in its usual place" }),
  out: flag(path, { default: `out/${name}`, placeholder: "DIR", help: "folder of the files that the run writes" }),
  json: optional(path, { placeholder: "FILE", help: "write the run's record: settings, metrics, timings, files" }),
  threads: flag(threadCount, {
    default: Math.min(availableParallelism(), mostThreads),
    help: "threads that share the work: the machine's cores by default; the numbers do not depend on it",
  }),
  simd: choice(["auto", "plain", "relaxed"], {
    default: "auto",
    help: "build of the kernels: plain has the same bits on every engine, relaxed is faster; auto is relaxed where it runs",
  }),
  quick: toggle("a small run of the same thing, in seconds"),
  quiet: toggle("print failures and notices only"),
});

/** What the common flags decode to. */
export type CommonSettings = SettingsOf<ReturnType<typeof commonFlags>>;
