/** Programs at full size, as anyone runs them: what is promised of them is read off their records. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeRecord, main, type Program, processIo, type RunRecord } from "../../src/cli/index.js";
import { orThrow } from "../../src/failure.js";

/** The record of a run, whose files lie in a folder. */
export const recordOf = async (program: Program, folder: string, argv: readonly string[]): Promise<RunRecord> => {
  const json = join(folder, "run.json");
  const code = await main(
    program,
    ["--out", folder, "--json", json, ...argv],
    processIo(() => program.name),
  )();
  if (code !== 0) throw new Error(`${program.name} ended with exit code ${code}`);
  return orThrow(decodeRecord(readFileSync(json, "utf8")));
};

/** The folder of a run's checkpoints. */
export const keptIn = (folder: string): string => join(folder, "kept");

/** The record of a run that trains: one that was stopped goes on. */
export const trainedBy = (program: Program, folder: string, argv: readonly string[]): Promise<RunRecord> =>
  recordOf(program, folder, ["--checkpoint", keptIn(folder), "--resume", ...argv]);

/** A figure by its name; a name that is not there is a mistake of the caller. */
export const figureOf = ({ figures }: RunRecord, name: string): number => {
  const figure = figures[name];
  if (typeof figure !== "number") throw new TypeError(`no figure named ${name}: ${Object.keys(figures).join(", ")}`);
  return figure;
};
