import type { Metric } from "../../src/cli/index.js";
import type { EpochLosses } from "../../src/flat.js";

const capital = (name: string): string => `${name[0]!.toUpperCase()}${name.slice(1)}`;

/**
 * An epoch's losses as a row of the record: trainLoss, ..., testLoss, .... The record counts epochs from 0; log lines and
 * names of files count them from 1.
 */
export const metric = ({ train, test }: EpochLosses<string>, epoch: number): Metric => {
  const names = Object.keys(train);
  return {
    epoch,
    ...Object.fromEntries(names.map((name) => [`train${capital(name)}`, train[name]!])),
    ...Object.fromEntries(names.map((name) => [`test${capital(name)}`, test?.[name] ?? null])),
  };
};
