/** Monoids of sufficient statistics: what a model says of them is a record of its sums. */
import type { monoid as M } from "fp-ts";

/** Numbers under addition: a count, an entropy. */
export const scalar: M.Monoid<number> = { empty: 0, concat: (a, b) => a + b };

/**
 * Arrays of so many numbers under addition, element by element, in float64.
 *
 * @example
 * vector(2).concat(Float64Array.of(1, 2), Float64Array.of(3, 4)) // => Float64Array.of(4, 6)
 */
export const vector = (length: number): M.Monoid<Float64Array> => ({
  empty: new Float64Array(length),
  concat: (a, b) => a.map((value, i) => value + b[i]!),
});

/** A monoid for each field of a record. */
export type MonoidFields<Stats> = { readonly [Name in keyof Stats]: M.Monoid<Stats[Name]> };

/**
 * The monoid of a record of statistics, field by field: `scalar`, `vector(length)`, or any other monoid.
 *
 *   (a + b).field = a.field + b.field
 *
 * @example
 * const { empty, concat } = monoid({ count: scalar, sums: vector(2) });
 * concat(empty, { count: 3, sums: Float64Array.of(1, 2) }) // => { count: 3, sums: Float64Array.of(1, 2) }
 */
export const monoid = <Stats extends object>(fields: MonoidFields<Stats>): M.Monoid<Stats> => {
  const names = Object.keys(fields) as (keyof Stats)[];
  const record = (value: <Name extends keyof Stats>(name: Name) => Stats[Name]): Stats =>
    Object.fromEntries(names.map((name) => [name, value(name)])) as Stats;
  return {
    empty: record((name) => fields[name].empty),
    concat: (a, b) => record((name) => fields[name].concat(a[name], b[name])),
  };
};
