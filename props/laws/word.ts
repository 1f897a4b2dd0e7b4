import fc from "fast-check";
import { either as E } from "fp-ts";
import { expect, test } from "vitest";
import type { TextCodec } from "../../src/cli/flags/codecs.js";

/** decode(encode(a)) = right(a), and the codec knows a for its own. */
export const roundTrip = <A>(codec: TextCodec<A>, values: fc.Arbitrary<A>) =>
  fc.property(values, (value) => {
    expect(codec.decode(codec.encode(value))).toEqual(E.right(value));
    expect(codec.is(value)).toBe(true);
  });

/** Whatever is decoded from arbitrary text is decoded again from its own encoding: no value without a word for it. */
export const closed = <A>(codec: TextCodec<A>) =>
  fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-+0-9.,ex]{1,8}$/)), (text) => {
    const first = codec.decode(text);
    if (E.isRight(first)) expect(codec.decode(codec.encode(first.right))).toEqual(first);
  });

/** What is not text is refused, and `is` does not throw on it. */
export const textOnly = <A>(codec: TextCodec<A>) =>
  fc.property(
    fc.anything().filter((it) => typeof it !== "string"),
    (it) => {
      expect(E.isLeft(codec.decode(it))).toBe(true);
      expect(typeof codec.is(it)).toBe("boolean");
    },
  );

/** The laws of a command-line codec. */
export const wordLaws = <A>(codec: TextCodec<A>, values: fc.Arbitrary<A>): void => {
  test("decode after encode is the value", () => fc.assert(roundTrip(codec, values)));
  test("what any text decodes to has an encoding", () => fc.assert(closed(codec)));
  test("only text is decoded", () => fc.assert(textOnly(codec)));
};
