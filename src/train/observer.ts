/**
 * Observers of a training: what is to be said to each event, and what is to be done, as values. An observer does
 * nothing itself; `observed` carries out what it asks for, and any number of observers make one.
 */
import type { monoid as M } from "fp-ts";
import { type Answer, answers } from "./answer.js";
import type { TrainEvent } from "./events.js";

/** What is said to one event: an answer to the training, and effects for the edge that carries them out. */
export interface Said<Effect> {
  readonly answer?: Answer;
  readonly effects?: readonly Effect[];
}

/** What an observer makes of one event, and who hears the next one. */
export interface Heard<Part extends string, Effect> extends Said<Effect> {
  readonly next: Observer<Part, Effect>;
}

/** A fold over the events of a training that speaks on the way (a Mealy machine). Pure: the same events, the same words. */
export interface Observer<Part extends string, Effect> {
  readonly hear: (event: TrainEvent<Part>) => Heard<Part, Effect>;
}

/** The observer of a fold: `step` gives the next state, where there is one, and what is to be said. */
export const observer = <Part extends string, State, Effect>(
  state: State,
  step: (state: State, event: TrainEvent<Part>) => Said<Effect> & { readonly state?: State },
): Observer<Part, Effect> => ({
  hear: (event) => {
    const { state: next = state, ...said } = step(state, event);
    return { ...said, next: observer(next, step) };
  },
});

/** The events of one kind. */
export type EventOf<Part extends string, Tag extends TrainEvent["_tag"]> = Extract<
  TrainEvent<Part>,
  { readonly _tag: Tag }
>;

/** A function at every event of one kind, which remembers nothing. */
export const on = <Part extends string, Tag extends TrainEvent["_tag"], Effect>(
  tag: Tag,
  f: (event: EventOf<Part, Tag>) => Said<Effect>,
): Observer<Part, Effect> => {
  const self: Observer<Part, Effect> = {
    hear: (event) => ({ ...(event._tag === tag ? f(event as EventOf<Part, Tag>) : {}), next: self }),
  };
  return self;
};

/** Hears everything and says nothing. */
export const silent: Observer<string, never> = { hear: () => ({ next: silent }) };

/** Both: their answers as one, the effects of the first before those of the second. */
const both = <Part extends string, Effect>(
  a: Observer<Part, Effect>,
  b: Observer<Part, Effect>,
): Observer<Part, Effect> => ({
  hear: (event) => {
    const [first, second] = [a.hear(event), b.hear(event)];
    return {
      next: both(first.next, second.next),
      answer: answers.concat(first.answer, second.answer),
      effects: [...(first.effects ?? []), ...(second.effects ?? [])],
    };
  },
});

/** Observers side by side are an observer: a monoid, and commutative but for the order of effects of one event. */
export const observers = <Part extends string, Effect>(): M.Monoid<Observer<Part, Effect>> => ({
  empty: silent,
  concat: both,
});

/** All of them as one. */
export const all = <Part extends string, Effect>(...each: readonly Observer<Part, Effect>[]): Observer<Part, Effect> =>
  each.reduce(both, silent as Observer<Part, Effect>);

/** The same observer, its effects as another kind: how an edge says what they mean to it. */
export const mapEffects =
  <A, B>(f: (effect: A) => B) =>
  <Part extends string>(of: Observer<Part, A>): Observer<Part, B> => ({
    hear: (event) => {
      const { next, effects = [], ...rest } = of.hear(event);
      return { ...rest, next: mapEffects(f)(next), effects: effects.map(f) };
    },
  });
