import fc from "fast-check";
import { either as E, option as O } from "fp-ts";
import { describe, expect, test } from "vitest";
import {
  listOf,
  nonNegative,
  oneOf,
  orWord,
  positive,
  positiveInt,
  probability,
  type TextCodec,
  textCodec,
  wholeNumber,
} from "../../../src/cli/flags/codecs.js";
import { distance, nearest } from "../../../src/cli/flags/nearest.js";
import { scheduleCodec } from "../../../src/cli/training/trainingFlags.js";
import { samples } from "../../arbitraries/settings.js";
import { closed, roundTrip, wordLaws } from "../../laws/word.js";

const law = <A>({ codec, values }: { readonly codec: TextCodec<A>; readonly values: fc.Arbitrary<A> }): void =>
  wordLaws(codec, values);

describe("a positive int", () => law(samples.positiveInt));
describe("a non-negative int", () => law(samples.nonNegativeInt));
describe("a number", () => law(samples.finite));
describe("a positive number", () => law(samples.positive));
describe("a number from 0 up", () => law(samples.nonNegative));
describe("a probability", () => law(samples.probability));
describe("a path", () => law(samples.path));
describe("a list of ints", () => law(samples.listOfInts));
describe("a list of numbers", () => law(samples.listOfReals));
describe("a pair", () => law(samples.grid));
describe("a program's own codec", () => law(samples.schedule));
describe("a number or a word", () =>
  wordLaws(orWord(positive, ["scott", "silverman"]), fc.oneof(samples.positive.values, fc.constant("scott" as const))));
describe("stages of a fit", () =>
  wordLaws(
    scheduleCodec,
    fc.array(fc.record({ images: fc.integer({ min: 1, max: 1e6 }), iterations: fc.integer({ min: 1, max: 99 }) })),
  ));
describe("a choice", () => wordLaws(oneOf(["mse", "bce"]), fc.constantFrom("mse", "bce")));

describe("the laws catch", () => {
  const number = fc.double({ noNaN: true, min: 0, max: 1 });

  test("a codec that rounds", () => {
    const rounding = textCodec(
      "a number",
      (text) => O.some(Number(text)),
      (value: number) => value.toFixed(3),
    );
    expect(fc.check(roundTrip(rounding, number)).failed).toBe(true);
  });

  test("a codec that takes no text for zero", () => {
    const lax = textCodec(
      "a number",
      (text) => O.some(Number(text)),
      (value: number) => (value === 0 ? "none" : String(value)),
    );
    expect(fc.check(closed(lax)).failed).toBe(true);
  });
});

describe("what is not in the range is refused", () => {
  test.each(["0", "-1", "1.5", "", " ", "one", "0x10", "1e999", "9007199254740992", "NaN", "1,000", "1_000", "٣"])(
    "%j is no positive int",
    (text) => expect(E.isLeft(positiveInt.decode(text))).toBe(true),
  );
  test.each(["-0.1", "1.0000001", "Infinity", ".", "1e", "--1"])("%j is no probability", (text) =>
    expect(E.isLeft(probability.decode(text))).toBe(true),
  );
  test.each(["-0.1", "-1e-9", "Infinity", "NaN", ""])("%j is no number from 0 up", (text) =>
    expect(E.isLeft(nonNegative.decode(text))).toBe(true),
  );
  test("a range has both its ends and no more", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(1000), fc.integer(), (from, extent, n) => {
        const inside = n >= from && n <= from + extent;
        expect(E.isRight(wholeNumber(from, { to: from + extent }).decode(String(n)))).toBe(inside);
        expect(E.isRight(wholeNumber(from, { to: from + extent }).decode(String(from + extent)))).toBe(true);
      }),
    );
  });
  test("a list without items, or with a hole", () => {
    for (const text of ["", ",", "1,", ",1", "1,,2"]) expect(E.isLeft(listOf(positiveInt).decode(text))).toBe(true);
  });
  test("every wrong item of a list is an error of its own", () => {
    const decoded = listOf(positiveInt).decode("1,zero,3,-4");
    expect(E.isLeft(decoded) && decoded.left.map(({ context }) => context.at(-1)?.key)).toEqual(["1", "3"]);
  });
});

describe("the distance of two words", () => {
  const short = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });

  test("is zero for equal words only, and symmetric", () => {
    fc.assert(
      fc.property(short, short, (a, b) => {
        expect(distance(a, b) === 0).toBe(a === b);
        expect(distance(a, b)).toBe(distance(b, a));
      }),
    );
  });

  test("lies between the difference of the lengths and the greater length", () => {
    fc.assert(
      fc.property(short, short, (a, b) => {
        expect(distance(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
        expect(distance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });

  test("a swap of neighbours is one edit, as are a dropped, an added and a changed letter", () => {
    expect(["wdith", "widt", "widdth", "wixth"].map((typo) => distance(typo, "width"))).toEqual([1, 1, 1, 1]);
    expect(distance("kitten", "sitting")).toBe(3);
  });

  test("no candidate is nearer than the one that is offered", () => {
    fc.assert(
      fc.property(short, fc.array(short), (typed, candidates) => {
        const found = nearest(typed, candidates);
        if (O.isNone(found) || found.value.startsWith(typed)) return;
        for (const other of candidates)
          expect(distance(typed, found.value)).toBeLessThanOrEqual(distance(typed, other));
      }),
    );
  });
});
