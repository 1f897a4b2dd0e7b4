/** The names of a kernel's arguments, in order: addresses in bytes, counts in elements. */
export interface Signature<Args extends readonly string[] = readonly string[], Returns = unknown> {
  readonly args: Args;
  /** Never filled: carries the type of the result. */
  readonly returns?: Returns;
}

/** A kernel that writes its results through its pointers. */
export const kernel = <const Args extends readonly string[]>(...args: Args): Signature<Args, undefined> => ({ args });

/** A kernel that returns one number. */
export const reduction = <const Args extends readonly string[]>(...args: Args): Signature<Args, number> => ({ args });

type Numbers<Args extends readonly string[]> = { [I in keyof Args]: number };

/** The callable form of a record of signatures. */
export type Callable<Abi extends Record<string, Signature>> = {
  readonly [Name in keyof Abi]: Abi[Name] extends Signature<infer Args, infer Returns>
    ? (...args: Numbers<Args>) => Returns
    : never;
};
