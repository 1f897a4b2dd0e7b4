import { function as F } from "fp-ts";
import { writeBytes } from "../../node/file.js";
import type { Task } from "../../train/observed.js";
import { mapEffects, type Observer } from "../../train/observer.js";
import { csvLines, jsonLines, type TextFile } from "../../train/observers/lines.js";
import type { Host } from "../program.js";

/** The losses of each epoch in a file, as CSV or, where its name ends in jsonl, as lines of JSON. */
export const logging = <Term extends string>({ store }: Host, file: string): Observer<Term, Task> =>
  F.pipe(
    file.endsWith(".jsonl") ? jsonLines<Term>(file) : csvLines<Term>(file),
    mapEffects(({ name, text }: TextFile) => store(name, writeBytes(name, new TextEncoder().encode(text)))),
  );
