import { abi, type Kernels } from "../abi/index.js";
import type { Signature } from "../abi/signature.js";
import type { Arena } from "../arena.js";
import { patience, perform } from "./caller.js";
import { control as freshControl } from "./control.js";
import { type Ask, divide, type Fineness } from "./division.js";
import type { AnyKernel, Opened, WorkerStart } from "./worker.js";

/** The way to talk to a worker. */
export interface WorkerHandle {
  readonly tell: (opened: Opened) => void;
  /** What it said last, if anything: it complains only. */
  readonly said: () => string | undefined;
}

/** Starts a worker: a thread that runs `serve`. */
export type Start = (task: WorkerStart) => WorkerHandle;

/** How calls are shared. */
export interface Sharing extends Omit<Fineness, "threads"> {
  /** Milliseconds that the caller waits for a part that a worker has taken, when all others are done. */
  readonly allowance: number;
}

/** A part takes ten times what it costs to hand it out, at least; a worker that is silent for minutes is gone. */
const usual: Sharing = { parts: 4, least: 10_000, grain: Number.POSITIVE_INFINITY, allowance: 300_000 };

/** Threads that share the heavy calls of kernels. */
export interface Pool {
  /** With the caller. */
  readonly threads: number;
  /** The kernels of an instance over a memory: the same functions, but that all threads work on a long call. */
  readonly share: (exports: Kernels, memory: WebAssembly.Memory, arena: Arena) => Kernels;
}

const names = Object.keys(abi);

/** Workers keep the memories that the last jobs were on, so many. */
const kept = 4;

const failure = (said = "it does not answer"): Error => new Error(`a worker thread failed: ${said}`);

/** A pool of so many threads. It starts one of its workers with each job, and none where there is no heavy work. */
export const pool = (module: WebAssembly.Module, threads: number, start: Start, sharing: Sharing = usual): Pool => {
  const control = freshControl();
  const { words, at } = control;
  const fineness = { ...sharing, threads };
  const hands: WorkerHandle[] = [];
  const opened: Opened[] = [];
  let memories = 0;
  let broken: Error | undefined;

  const said = (): string | undefined => hands.map((hand) => hand.said()).findLast((message) => message !== undefined);

  /** Sees to it that all workers have a memory, or will have it. */
  const open = (id: number, memory: WebAssembly.Memory): void => {
    if (!opened.some((known) => known.id === id)) {
      opened.push({ id, memory });
      if (opened.length > kept) opened.shift();
      for (const hand of hands) hand.tell({ id, memory });
      Atomics.add(words, at.sent, 1);
      // Also those for whom there is no part: a message that nobody reads would keep its memory.
      Atomics.notify(words, at.unclaimed);
    }
    const thread = hands.length + 1;
    if (thread < threads)
      hands.push(start({ control, module, names, thread, opened, kept, sent: words[at.sent]!, patience }));
  };

  const share = (exports: Kernels, memory: WebAssembly.Memory, arena: Arena): Kernels => {
    const whole = exports as unknown as Record<string, AnyKernel>;
    const ask: Ask = (name, ...given) => Number(whole[name]!(...given));
    const id = memories++;

    const wrap = (signature: Signature, name: string, kernel: number): AnyKernel => {
      const direct = whole[name]!;
      if (signature.divisions === undefined) return direct;
      const divideCall = divide(signature, ask);
      return (...call) =>
        arena.scope(() => {
          if (broken) throw broken;
          const job = divideCall(call, fineness, arena.alloc);
          if (job === undefined) return direct(...call);
          open(id, memory);
          if (!perform(control, { kernel, memory: id }, direct, job, sharing.allowance)) broken = failure(said());
          if (broken) throw broken;
          if (Atomics.load(words, at.failed) > 0) throw failure(said());
          return undefined;
        });
    };
    const wrapped = Object.entries<Signature>(abi).map(([name, signature], i) => [name, wrap(signature, name, i)]);
    return Object.fromEntries(wrapped) as Kernels;
  };

  return { threads, share };
};
