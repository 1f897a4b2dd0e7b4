/** What must be the same where a run goes on. */
import { isDeepStrictEqual } from "node:util";
import { either as E } from "fp-ts";
import { quote } from "../../core/report.js";
import { type Failure, usage } from "../../failure.js";
import type { Host } from "../program.js";
import { trainingFlags } from "./flags.js";

/** Settings as data that survives JSON. */
export type Settings = Readonly<Record<string, unknown>>;

/** Flags that may differ where a run goes on: what it writes, and for how long it trains. */
const free = ["epochs", ...Object.keys(trainingFlags), "data", "out", "json", "threads", "simd", "quiet"];

/**
 * The settings that decide the numbers of a run: its own flags but for those `besides`, the seed, the kernels, and what is
 * said of its data.
 */
export const identitySettings = (
  { settings, runtime }: Pick<Host, "runtime"> & { readonly settings: object },
  data: Settings,
  besides: readonly string[] = [],
): Settings => ({
  ...Object.fromEntries(Object.entries(settings).filter(([name]) => ![...free, ...besides].includes(name))),
  ...data,
  kernels: runtime.simd,
});

const asInFile = (settings: Settings): Settings => JSON.parse(JSON.stringify(settings));

/**
 * Holds what a run is asked for against what the checkpoint `where` was made with.
 *
 * Errors: `OtherSettings` with the first that differs.
 */
export const expectSame = (asked: Settings, stored: Settings, where: string): E.Either<Failure, void> => {
  const [is, was] = [asInFile(asked), asInFile(stored)];
  const other = Object.keys({ ...is, ...was }).find((name) => !isDeepStrictEqual(was[name], is[name]));
  if (other === undefined) return E.right(undefined);
  return E.left(
    usage("OtherSettings", `the checkpoint was made with another ${other}`, {
      where,
      expected: quote(was[other]),
      got: quote(is[other]),
      hint: "ask for the same, or begin in another folder",
    }),
  );
};
