import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/train/events.js";
import { type Observer, observer, observers } from "../../src/train/observer.js";
import { type Observers, observerProperties } from "./observer.js";

const sound: Observers = observers<string, string>();

const failures = (slip: Partial<Observers>): readonly string[] =>
  Object.entries(observerProperties({ ...sound, ...slip }))
    .filter(([, property]) => (fc.check(property as fc.IProperty<unknown>) as fc.RunDetails<unknown>).failed)
    .map(([name]) => name);

type Some = Observer<string, string>;

/** Both heard, their answers and effects put together by a rule of one's own. */
const ruled = (
  answer: (a: Answer, b: Answer) => Answer,
  effects = (a: readonly string[], b: readonly string[]): readonly string[] => [...a, ...b],
) => {
  const concat = (a: Some, b: Some): Some => ({
    transition: (event) => {
      const [x, y] = [a.transition(event), b.transition(event)];
      return {
        next: concat(x.next, y.next),
        answer: answer(x.answer, y.answer),
        effects: effects(x.effects ?? [], y.effects ?? []),
      };
    },
  });
  return { concat };
};

const isFailure = (answer: Answer): boolean => typeof answer === "object" && "failure" in answer;

/** The rule written out, with what becomes of two rates. */
const ruleOf =
  (ofTwo: (a: number, b: number) => number) =>
  (a: Answer, b: Answer): Answer => {
    const [first, second] = [a, b].filter(isFailure);
    if (first) return second && JSON.stringify(second) < JSON.stringify(first) ? second : first;
    if (a === "stop" || b === "stop") return "stop";
    const isRate = (answer: Answer) => typeof answer === "object" && "rate" in answer;
    return isRate(a) && isRate(b)
      ? { rate: ofTwo((a as { rate: number }).rate, (b as { rate: number }).rate) }
      : (a ?? b);
  };

const smaller = ruleOf(Math.min);

const unit = expect.stringContaining("is the unit");
const order = expect.stringContaining("the order of two");
const hears = expect.stringContaining("each hears");
const heard = expect.stringContaining("a failure is heard");
const value = expect.stringContaining("an observer is a value");

describe("the kit of observers catches a broken monoid", () => {
  test("and passes a sound one", () => expect(failures({})).toEqual([]));
  test("and one that is written out", () => expect(failures(ruled(smaller))).toEqual([]));

  test.each<[string, unknown, Partial<Observers>]>([
    ["the last answer wins", order, ruled((a, b) => b ?? a)],
    ["the larger rate", heard, ruled(ruleOf(Math.max))],
    [
      "stop only if both say so",
      heard,
      ruled((a, b) => (a === "stop" && b === "stop" ? "stop" : a === "stop" ? b : b === "stop" ? a : smaller(a, b))),
    ],
    ["stop before a failure", heard, ruled((a, b) => (a === "stop" || b === "stop" ? "stop" : smaller(a, b)))],
    ["effects of the first alone", hears, ruled(smaller, (a) => a)],
    ["effects twice", hears, ruled(smaller, (a, b) => [...a, ...b, ...b])],
    ["a unit that stops", unit, { empty: observer<string, null, string>(null, () => ({ answer: "stop" })) }],
    [
      "the second does not hear what the first answers",
      hears,
      {
        concat: function concat(a: Some, b: Some): Some {
          return {
            transition: (event) => {
              const x = a.transition(event);
              if (x.answer !== undefined) return { ...x, next: concat(x.next, b) };
              const y = b.transition(event);
              return {
                next: concat(x.next, y.next),
                answer: y.answer,
                effects: [...(x.effects ?? []), ...(y.effects ?? [])],
              };
            },
          };
        },
      },
    ],
    [
      "memory outside of the value",
      value,
      {
        concat: (a, b) => {
          let both = [a, b] as const;
          const self: Some = {
            transition: (event) => {
              const [x, y] = [both[0].transition(event), both[1].transition(event)];
              both = [x.next, y.next];
              return {
                next: self,
                answer: smaller(x.answer, y.answer),
                effects: [...(x.effects ?? []), ...(y.effects ?? [])],
              };
            },
          };
          return self;
        },
      },
    ],
  ])("%s", (_, law, slip) => expect(failures(slip)).toContainEqual(law));
});
