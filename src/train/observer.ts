/**
 * Observers of a training: what is answered to each event, and what is to be done, as values. An observer does nothing
 * itself; `observed` carries out what it asks for, and any number of observers make one.
 */
import { either as E, type monoid as M } from "fp-ts";
import { expectOneOf } from "../core/ranges.js";
import { quote } from "../core/report.js";
import { type Failure, usage } from "../failure.js";
import { type Answer, answers, type TrainEvent } from "./events.js";

/** What an observer puts out at one event: an answer to the training, and effects for the edge that carries them out. */
export interface Output<Effect> {
  readonly answer?: Answer;
  readonly effects?: readonly Effect[];
}

/** What an observer puts out at one event, and the observer of the next one. */
export interface Transition<Term extends string, Effect> extends Output<Effect> {
  readonly next: Observer<Term, Effect>;
}

/** A fold over the events of a training with outputs on the way (a Mealy machine). Pure: the same events, the same outputs. */
export interface Observer<Term extends string, Effect> {
  readonly transition: (event: TrainEvent<Term>) => Transition<Term, Effect>;
}

/**
 * Ends a training without a result, at its first event: what an observer with options out of range comes to.
 *
 * @example
 * const failure = { kind: "BadOption", fault: "usage", what: "patience below 0" };
 * train.failing(failure).transition({ kind: "EpochEnded" }).answer // => { failure }
 */
export const failing = (failure: Failure): Observer<string, never> => {
  const self: Observer<string, never> = { transition: () => ({ next: self, answer: { failure } }) };
  return self;
};

const isObserver = (value: unknown): boolean =>
  typeof (value as { readonly transition?: unknown } | null | undefined)?.transition === "function";

/** An observer as it is; what is none, as a caller without types may give it, ends the training with a failure. */
const observerOf = <Term extends string, Effect>(value: Observer<Term, Effect>): Observer<Term, Effect> =>
  isObserver(value)
    ? value
    : failing(
        usage("BadArgument", "this is no observer", {
          expected: "a record with a transition",
          got: quote(value),
          hint: "make one with train.observer or train.on",
        }),
      );

const notAFunction = (what: string, value: unknown): Observer<string, never> =>
  failing(usage("BadArgument", `${what} of an observer cannot be that`, { expected: "a function", got: quote(value) }));

/**
 * The observer of a fold: `step` gives the next state, where it changes, and the output.
 *
 * @example
 * const count = train.observer(0, (epochs, event) =>
 *   event.kind === "EpochEnded" ? { state: epochs + 1, effects: [epochs + 1] } : {});
 * const { next } = count.transition({ kind: "EpochEnded" });
 * next.transition({ kind: "EpochEnded" }).effects // => [2]
 */
export const observer = <Term extends string, State, Effect>(
  state: State,
  step: (state: State, event: TrainEvent<Term>) => Output<Effect> & { readonly state?: State },
): Observer<Term, Effect> =>
  typeof step === "function"
    ? {
        transition: (event) => {
          const { state: next = state, ...output } = step(state, event) ?? {};
          return { ...output, next: observer(next, step) };
        },
      }
    : notAFunction("the step", step);

/** The events of one kind. */
export type EventOf<Term extends string, Kind extends TrainEvent["kind"]> = Extract<
  TrainEvent<Term>,
  { readonly kind: Kind }
>;

/** Every kind of event. */
const kinds: Readonly<Record<TrainEvent["kind"], null>> = {
  RunStarted: null,
  EpochReplayed: null,
  EpochStarted: null,
  BatchStarted: null,
  BatchEnded: null,
  EpochEnded: null,
  RunEnded: null,
};

/**
 * A function at every event of one kind, which remembers nothing.
 *
 * Errors, as those of the training: `NotOneOf` for a kind that is none, which lists those that there are.
 */
export const on = <Term extends string, Kind extends TrainEvent["kind"], Effect>(
  kind: Kind,
  f: (event: EventOf<Term, Kind>) => Output<Effect>,
): Observer<Term, Effect> => {
  const known = expectOneOf("on", Object.keys(kinds), kind);
  if (E.isLeft(known)) return failing(known.left);
  if (typeof f !== "function") return notAFunction(`what is done at ${kind}`, f);
  const self: Observer<Term, Effect> = {
    transition: (event) => ({ ...(event.kind === kind ? f(event as EventOf<Term, Kind>) : {}), next: self }),
  };
  return self;
};

/** Observes everything and puts out nothing. */
export const silent: Observer<string, never> = { transition: () => ({ next: silent }) };

/** Both: their answers as one, the effects of the first before those of the second. */
const both = <Term extends string, Effect>(
  a: Observer<Term, Effect>,
  b: Observer<Term, Effect>,
): Observer<Term, Effect> => ({
  transition: (event) => {
    const [first, second] = [a.transition(event), b.transition(event)];
    return {
      next: both(first.next, second.next),
      answer: answers.concat(first.answer, second.answer),
      effects: [...(first.effects ?? []), ...(second.effects ?? [])],
    };
  },
});

/** Observers side by side are an observer: a monoid, and commutative but for the order of effects of one event. */
export const observers = <Term extends string, Effect>(): M.Monoid<Observer<Term, Effect>> => ({
  empty: silent,
  concat: both,
});

/** All of them as one. */
export const all = <Term extends string, Effect>(...each: readonly Observer<Term, Effect>[]): Observer<Term, Effect> =>
  each.map(observerOf).reduce(both, silent as Observer<Term, Effect>);

/**
 * The same observer, its effects as another kind: how an edge says what they mean to it.
 *
 * @example
 * const epochs = train.on("EpochEnded", ({ epoch }) => ({ effects: [epoch] }));
 * train.mapEffects(epochs, (epoch) => `epoch ${epoch}`).transition({ kind: "EpochEnded", epoch: 3 }).effects
 * // => ["epoch 3"]
 */
export const mapEffects = <Term extends string, A, B>(
  of: Observer<Term, A>,
  f: (effect: A) => B,
): Observer<Term, B> => ({
  transition: (event) => {
    const { next, effects = [], ...rest } = observerOf(of).transition(event);
    return { ...rest, next: mapEffects(next, f), effects: effects.map(f) };
  },
});
