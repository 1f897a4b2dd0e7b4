/** A number times the product of some of a kernel's arguments. */
export type Product<Name extends string = string> = readonly [factor: number, ...names: readonly Name[]];

/**
 * A way to divide a call into calls on the parts of a range, which threads then make. A kernel that has one promises the
 * same bits for any parts, in any order.
 */
export interface Division<Name extends string = string> {
  /** What is divided: the range [from, to), or all that is below a count. */
  readonly over: readonly [from: Name, to: Name] | readonly [count: Name];
  /** Where a count is divided: by how much other arguments grow with each index before a part; in bytes for addresses. */
  readonly steps?: { readonly [N in Name]?: Product<Name> };
  /** Parts have multiples of so many indices, for speed: whole lines of the cache, whole tiles. */
  readonly grain: number;
  /** Nanoseconds an index takes on one core, about: what is soon done is not divided. */
  readonly cost: Product<Name>;
  /** Parts a thread at most, where each repeats some of the work. */
  readonly most?: number;
  /** Memory that each thread needs for itself: so many bytes, or as many as a kernel answers to these arguments. */
  readonly scratch?: {
    readonly at: Name;
    readonly bytes: Product<Name> | { readonly kernel: string; readonly given: readonly Product<Name>[] };
  };
}

/** The names of a kernel's arguments, in order: addresses in bytes, counts in elements. */
export interface Signature<Args extends readonly string[] = readonly string[], Returns = unknown> {
  readonly args: Args;
  /** Of several ways, a call takes the one with the most indices. */
  readonly divisions?: readonly Division[];
  /** Never filled: carries the type of the result. */
  readonly returns?: Returns;
}

/** A kernel that writes its results through its pointers. */
export const kernel = <const Args extends readonly string[]>(...args: Args): Signature<Args, undefined> => ({ args });

/** A kernel that returns one number. */
export const reduction = <const Args extends readonly string[]>(...args: Args): Signature<Args, number> => ({ args });

/** The same kernel, which threads may share in these ways. */
export const divided = <Args extends readonly string[]>(
  { args }: Signature<Args, undefined>,
  ...divisions: readonly Division<NoInfer<Args[number]>>[]
): Signature<Args, undefined> => ({ args, divisions });

type Numbers<Args extends readonly string[]> = { [I in keyof Args]: number };

/** The callable form of a record of signatures. */
export type Callable<Abi extends Record<string, Signature>> = {
  readonly [Name in keyof Abi]: Abi[Name] extends Signature<infer Args, infer Returns>
    ? (...args: Numbers<Args>) => Returns
    : never;
};
