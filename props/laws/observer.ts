/**
 * The laws of observers side by side: a monoid; who says nothing changes nothing; the order of observers changes only
 * the order of the effects of one event; what is heard of one event does not change what was heard before.
 */
import fc from "fast-check";
import type { monoid as M } from "fp-ts";
import { usage } from "../../src/failure.js";
import type { Answer, TrainEvent } from "../../src/train/events.js";
import { type Observer, observer } from "../../src/train/observer.js";

/** What is held to the laws: a way to make several observers one. */
export type Observers = M.Monoid<Observer<string, string>>;

/** What an observer says to a sequence of events. */
export const wordsOf = <Effect>(
  of: Observer<string, Effect>,
  events: readonly TrainEvent[],
): readonly { readonly answer: Answer; readonly effects: readonly Effect[] }[] => {
  let listening = of;
  return events.map((event) => {
    const { next, answer, effects = [] } = listening.transition(event);
    listening = next;
    return { answer, effects };
  });
};

const answer: fc.Arbitrary<Answer> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 3, arbitrary: fc.record({ rate: fc.double({ min: 1e-9, max: 1, noNaN: true }) }) },
  { weight: 1, arbitrary: fc.constant("stop" as const) },
  { weight: 1, arbitrary: fc.constantFrom("one", "two").map((what) => ({ failure: usage("BadOption", what) })) },
);

/** A script of answers and effects, gone through by its own count of events: what it says depends on its memory. */
const scripted = (script: readonly { readonly answer: Answer; readonly effects: readonly string[] }[]) =>
  observer<string, number, string>(0, (heard) => ({ state: heard + 1, ...script[heard % script.length] }));

const drawn = fc
  .array(fc.record({ answer, effects: fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 2 }) }), {
    minLength: 1,
    maxLength: 5,
  })
  .map(scripted);

const events: fc.Arbitrary<readonly TrainEvent[]> = fc.array(
  fc.nat(3).map((epoch): TrainEvent => ({ kind: "EpochStarted", epoch, batch: 0 })),
  { maxLength: 8 },
);

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const sorted = (words: ReturnType<typeof wordsOf<string>>) =>
  words.map(({ answer: said, effects }) => ({ said, effects: effects.toSorted() }));

/** The laws by what they say. */
export const observerProperties = ({ concat, empty }: Observers) => ({
  "one that says nothing is the unit, on either side": fc.property(drawn, events, (a, es) => {
    const words = wordsOf(a, es);
    return same(wordsOf(concat(a, empty), es), words) && same(wordsOf(concat(empty, a), es), words);
  }),

  "three of them: it does not matter which two come together first": fc.property(
    drawn,
    drawn,
    drawn,
    events,
    (a, b, c, es) => same(wordsOf(concat(concat(a, b), c), es), wordsOf(concat(a, concat(b, c)), es)),
  ),

  "the order of two changes no answer, and of the effects of an event only the order": fc.property(
    drawn,
    drawn,
    events,
    (a, b, es) => same(sorted(wordsOf(concat(a, b), es)), sorted(wordsOf(concat(b, a), es))),
  ),

  "each hears every event: the effects of both are those of each alone": fc.property(
    drawn,
    drawn,
    events,
    (a, b, es) => {
      const [alone, other] = [wordsOf(a, es), wordsOf(b, es)];
      return wordsOf(concat(a, b), es).every(({ effects }, i) =>
        same(effects, [...alone[i]!.effects, ...other[i]!.effects]),
      );
    },
  ),

  "a failure is heard whoever has it, else stop, else the smaller rate": fc.property(
    drawn,
    drawn,
    events,
    (a, b, es) => {
      const [alone, other] = [wordsOf(a, es), wordsOf(b, es)];
      return wordsOf(concat(a, b), es).every(({ answer: said }, i) => {
        const each = [alone[i]!.answer, other[i]!.answer];
        const failures = each.filter((one) => typeof one === "object" && "failure" in one);
        if (failures.length > 0) return failures.some((one) => one === said);
        if (each.includes("stop")) return said === "stop";
        const rates = each.flatMap((one) => (typeof one === "object" && "rate" in one ? [one.rate] : []));
        return rates.length === 0 ? said === undefined : same(said, { rate: Math.min(...rates) });
      });
    },
  ),

  "the same events, the same words: an observer is a value": fc.property(drawn, drawn, events, (a, b, es) => {
    const both = concat(a, b);
    return same(wordsOf(both, es), wordsOf(both, es));
  }),
});
