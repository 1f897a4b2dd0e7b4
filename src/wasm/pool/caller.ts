import type { Job } from "./division.js";
import { type AnyKernel, type Control, claim, run } from "./worker.js";

/** How often a thread looks for what it waits for before it sleeps: for about as long as it takes to wake it again. */
export const patience = 20_000;

/** Makes a job known. The one before must be done. */
const publish = ({ words, numbers, at }: Control, kernel: number, memory: number, job: Job): void => {
  const { first, last, length, parts, base, varying } = job;
  words[at.kernel] = kernel;
  words[at.memory] = memory;
  words[at.parts] = parts;
  words[at.arity] = base.length;
  words[at.varying] = varying.length;
  numbers[at.range] = first;
  numbers[at.range + 1] = last;
  numbers[at.range + 2] = length;
  for (let i = 0; i < base.length; i++) numbers[at.base + i] = base[i]!;
  for (let k = 0; k < varying.length; k++) {
    const { place, begin, end, thread } = varying[k]!;
    const growth = at.growth + 3 * k;
    words[at.places + k] = place;
    numbers[growth] = begin;
    numbers[growth + 1] = end;
    numbers[growth + 2] = thread;
  }
  Atomics.store(words, at.failed, 0);
  Atomics.store(words, at.unfinished, parts);
  Atomics.store(words, at.unclaimed, parts);
  if (Atomics.load(words, at.sleepers) > 0) Atomics.notify(words, at.unclaimed, parts - 1);
};

/** Takes parts until there are none. Where one throws, nobody takes those that are left; gives what was thrown. */
const drain = (control: Control, kernel: AnyKernel): { readonly error: unknown } | undefined => {
  const { words, at } = control;
  for (let part = claim(control); part >= 0; part = claim(control)) {
    try {
      run(control, kernel, part, 0);
    } catch (error) {
      Atomics.sub(words, at.unfinished, 1 + Atomics.exchange(words, at.unclaimed, 0));
      return { error };
    }
    Atomics.sub(words, at.unfinished, 1);
  }
  return undefined;
};

/**
 * Waits until the parts that others took are done; false where that takes longer than `allowance`, in milliseconds. It
 * sleeps in the end: where another process has the core of a worker, the worker may have this one.
 */
const settle = ({ words, at }: Control, allowance: number): boolean => {
  for (let looks = 0; looks < patience; looks++) if (Atomics.load(words, at.unfinished) === 0) return true;
  Atomics.store(words, at.waiting, 1);
  let left = Atomics.load(words, at.unfinished);
  while (left > 0 && Atomics.wait(words, at.unfinished, left, allowance) !== "timed-out")
    left = Atomics.load(words, at.unfinished);
  Atomics.store(words, at.waiting, 0);
  return left === 0;
};

/**
 * Has a job done by all threads, this one among them; returns when it is done. What a part throws here, it throws, after
 * the others are done; false where they do not come to an end.
 */
export const perform = (
  control: Control,
  numbers: { readonly kernel: number; readonly memory: number },
  kernel: AnyKernel,
  job: Job,
  allowance: number,
): boolean => {
  publish(control, numbers.kernel, numbers.memory, job);
  const thrown = drain(control, kernel);
  if (!settle(control, allowance)) return false;
  if (thrown) throw thrown.error;
  return true;
};
