/** The laws of the files themselves: their lengths, their names, and what no text may say. */
import type { Files } from "./files.js";

/** Most lines of a file. */
export const most = 300;

const lineCount = (text: string): number => text.split("\n").length - 1;

/** Names that do not say what is inside. */
const vague = /(^|\/)(utils?|helpers?|misc|common|shared|lib|stuff|tools?)(\.|\/)/i;

/** What no text may say, spelled so that this file does not. */
const unsaid = /TO[D]O|FIX[M]E|biome-[i]gnore|@ts-(ignore|nocheck)|eslint-[d]isable|\/work\/|\.\.\/shared|^[<>]{7} /m;

/** Only the script of a machine that runs the gate knows what lies beside a checkout. */
const knowsItsNeighbours = ".ci/run";

/** Each law gives its complaints: none where it holds. */
export const laws = {
  [`no file is longer than ${most} lines`]: (files: Files) =>
    [...files].flatMap(([path, text]) => {
      const lines = lineCount(text);
      return lines > most ? [`${path}: ${lines} lines`] : [];
    }),

  "no name is vague": (files: Files) => [...files.keys()].filter((path) => vague.test(path)),

  "no note to oneself, no silenced check, no conflict left by a merge, no path of one machine": (files: Files) =>
    [...files].flatMap(([path, text]) => {
      const said = path === knowsItsNeighbours ? null : unsaid.exec(text);
      return said === null ? [] : [`${path}:${lineCount(text.slice(0, said.index)) + 1}: ${said[0]}`];
    }),
} satisfies Record<string, (files: Files) => readonly string[]>;
