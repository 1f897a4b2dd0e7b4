import fc from "fast-check";
import type * as t from "io-ts";
import {
  finite,
  listOf,
  nonNegative,
  nonNegativeInt,
  pair,
  path,
  positive,
  positiveInt,
  probability,
  type TextCodec,
} from "../../src/cli/flags/codecs.js";
import { commonFlags } from "../../src/cli/flags/commonFlags.js";
import type { Flag, Flags, SettingsOf } from "../../src/cli/flags/flag.js";
import { schedule } from "../fixtures/walk.js";

/** A codec with the values it stands for. */
interface Sample {
  readonly codec: t.Mixed;
  readonly values: fc.Arbitrary<unknown>;
}

const sample = <A>(codec: TextCodec<A>, values: fc.Arbitrary<A>) => ({ codec, values });

const count = fc.maxSafeNat();
const positiveCount = count.map((n) => Math.max(n, 1));
// Minus zero is written "0", as people do: it is no value of a flag.
const real = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0);

/** One row a codec. */
export const samples = {
  positiveInt: sample(positiveInt, positiveCount),
  nonNegativeInt: sample(nonNegativeInt, count),
  finite: sample(finite, real),
  positive: sample(
    positive,
    real.map(Math.abs).filter((x) => x > 0),
  ),
  nonNegative: sample(nonNegative, real.map(Math.abs)),
  probability: sample(probability, fc.double({ min: 0, max: 1, noNaN: true }).map(Math.abs)),
  path: sample(path, fc.string({ minLength: 1 })),
  listOfInts: sample(listOf(positiveInt), fc.array(positiveCount, { minLength: 1 })),
  listOfReals: sample(listOf(finite), fc.array(real, { minLength: 1 })),
  grid: sample(pair("ROWSxCOLUMNS", "x", positiveInt, positiveInt), fc.tuple(positiveCount, positiveCount)),
  schedule: sample(schedule, fc.array(fc.tuple(positiveCount, positiveCount), { minLength: 1 })),
  threads: sample(commonFlags("any").threads.codec, fc.integer({ min: 1, max: 64 })),
};

const known = new Map<unknown, fc.Arbitrary<unknown>>(
  Object.values<Sample>(samples).map(({ codec, values }) => [codec, values]),
);

const valuesOf = ({ codec, placeholder, choices, ...flag }: Flag): fc.Arbitrary<unknown> => {
  if (placeholder === undefined) return fc.boolean();
  const values = choices === undefined ? known.get(codec) : fc.constantFrom(...choices);
  if (values === undefined) throw new TypeError(`no values are known of ${codec.name}`);
  return fc.oneof({ arbitrary: values, weight: 3 }, fc.constant(flag.default));
};

/** Random settings of a table of flags: defaults, absences and arbitrary values. */
export const settingsOf = <F extends Flags>(flags: F): fc.Arbitrary<SettingsOf<F>> =>
  fc.record(Object.fromEntries(Object.entries(flags).map(([key, flag]) => [key, valuesOf(flag)]))) as fc.Arbitrary<
    SettingsOf<F>
  >;
