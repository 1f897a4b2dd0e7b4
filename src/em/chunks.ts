/** Data in one piece, which stays prepared, or in chunks, each prepared anew whenever its turn comes. */
import { either as E } from "fp-ts";
import { badData, type Failure, usage } from "../failure.js";
import type { Workspace } from "../wasm/runtime.js";
import type { EmFunctions } from "./model.js";

/**
 * Data of a model: in one piece, or in chunks for what is larger than memory: an iterable of them that can be gone
 * through again and again, or a function that gives one. Data that are themselves an array come as `[data]`.
 */
export type EmData<Data> = Data | Iterable<Data> | (() => Iterable<Data>);

/** Data as they were given. */
export interface GivenData<Data> {
  readonly inOnePiece: boolean;
  readonly first: Data;
  readonly all: Iterable<Data>;
}

const onlyOnce: Failure<"OnlyOnce"> = usage("OnlyOnce", "the chunks can be gone through only once", {
  expected: "an array of chunks, or a function that gives an iterable",
  got: "an iterator",
  hint: "give the function that made it",
});

const isIterable = <Data>(data: EmData<Data>): data is Iterable<Data> =>
  typeof data === "object" && data !== null && Symbol.iterator in data && !ArrayBuffer.isView(data);

/**
 * The chunks of some data.
 *
 * Errors: `OnlyOnce` where they are an iterator, `NoChunks` where there are none.
 */
export const givenData = <Data>(data: EmData<Data>): E.Either<Failure, GivenData<Data>> => {
  if (typeof data !== "function" && !isIterable(data))
    return E.right({ inOnePiece: true, first: data as Data, all: [data as Data] });
  if (typeof data !== "function" && typeof (data as Partial<Iterator<Data>>).next === "function")
    return E.left(onlyOnce);
  const all: Iterable<Data> =
    typeof data === "function"
      ? { [Symbol.iterator]: () => (data as () => Iterable<Data>)()[Symbol.iterator]() }
      : data;
  for (const first of all) return E.right({ inOnePiece: false, first, all });
  return E.left(badData("NoChunks", "there are no data", { expected: "one chunk or more", got: "none" }));
};

/** A chunk on loan: what `prepare` makes of it is there while `body` runs. */
export interface Lent<Data, Chunk> {
  readonly data: Data;
  readonly use: <A>(body: (chunk: Chunk) => A) => A;
}

/** The chunks of an iteration: data in one piece are prepared now and stay, others are prepared at each use. */
export const lendChunks = <Theta, Data, Stats, Chunk>(
  { arena }: Workspace,
  { prepare }: EmFunctions<Theta, Data, Stats, Chunk>,
  { inOnePiece, all }: GivenData<Data>,
): Iterable<Lent<Data, Chunk>> => {
  const prepared = (data: Data): Chunk => (prepare ? prepare(data) : (data as unknown as Chunk));
  if (inOnePiece)
    return Array.from(all, (data) => {
      const chunk = prepared(data);
      return { data, use: (body) => body(chunk) };
    });
  return {
    *[Symbol.iterator]() {
      for (const data of all)
        yield { data, use: <A>(body: (chunk: Chunk) => A): A => arena.scope(() => body(prepared(data))) };
    },
  };
};
