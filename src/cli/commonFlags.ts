import { option as O } from "fp-ts";
import { nonNegativeInt, path, word } from "./codec.js";
import { choice, flag, optional, type SettingsOf, toggle } from "./flag.js";

/** Until the worker pool is there, the only number of threads is one. */
const oneThread = word("1, the only number of threads so far", (text) => (text === "1" ? O.some(1) : O.none), String);

/** The flags that every program has; `name` is the program's, for the folder of its files. */
export const commonFlags = (name: string) => ({
  seed: flag(nonNegativeInt, { default: 0, help: "all randomness comes from it: same seed, same numbers" }),
  data: optional(path, { placeholder: "PATH", help: "where the data is, if not in its usual place" }),
  out: flag(path, { default: `out/${name}`, placeholder: "DIR", help: "folder of the files that the run writes" }),
  json: optional(path, { placeholder: "FILE", help: "write the run's record: settings, metrics, timings, files" }),
  threads: flag(oneThread, { default: 1, help: "worker threads" }),
  simd: choice(["auto", "plain", "relaxed"], {
    default: "auto",
    help: "build of the kernels: plain has the same bits on every engine, relaxed is faster; auto is relaxed where it runs",
  }),
  quick: toggle("a small run of the same thing, in seconds"),
  quiet: toggle("print failures and notices only"),
});

/** What the common flags decode to. */
export type CommonSettings = SettingsOf<ReturnType<typeof commonFlags>>;
