/**
 * What the threads of a pool run, caller and workers alike. `serve` and all that it is given go to a worker as text:
 * these functions refer to nothing but their arguments, and have no function within.
 */

/** Memory that caller and workers share, and where in it things are. */
export interface Control {
  readonly words: Int32Array;
  readonly numbers: Float64Array;
  readonly at: ControlLayout;
}

/** A kernel of any signature. */
export type AnyKernel = (...args: number[]) => unknown;

/**
 * Indices into `words`: what is waited for on cache lines of its own, then a job. And into `numbers`: its range, and what
 * its arguments are.
 */
export interface ControlLayout {
  /** Parts of the job that nobody has taken yet. */
  readonly unclaimed: number;
  /** Parts that are not done yet. */
  readonly unfinished: number;
  /** Workers that sleep until there is something to take. */
  readonly sleepers: number;
  /** Whether the caller sleeps until all is done. */
  readonly waiting: number;
  /** Messages sent to each worker. */
  readonly sent: number;
  /** Workers that failed, in this job or for ever. */
  readonly failed: number;
  readonly kernel: number;
  readonly memory: number;
  readonly parts: number;
  readonly arity: number;
  readonly varying: number;
  /** Of each argument that varies: its place. */
  readonly places: number;
  /** first, last, length of a part. */
  readonly range: number;
  /** The arguments of a part that begins and ends at 0, by thread 0. */
  readonly base: number;
  /** Of each argument that varies: what it grows by with begin, end and thread. */
  readonly growth: number;
}

/** Takes a part of the job, if there is one: its number, from 0. What is read of a job must be read after this. */
export function claim({ words, at }: Control): number {
  for (;;) {
    const left = Atomics.load(words, at.unclaimed);
    if (left === 0) return -1;
    if (Atomics.compareExchange(words, at.unclaimed, left, left - 1) === left) return words[at.parts]! - left;
  }
}

/** Runs a part that was taken. */
export function run({ words, numbers, at }: Control, kernel: AnyKernel, part: number, thread: number): void {
  const length = numbers[at.range + 2]!;
  const begin = numbers[at.range]! + part * length;
  const end = Math.min(begin + length, numbers[at.range + 1]!);
  const args: number[] = [];
  for (let i = 0; i < words[at.arity]!; i++) args.push(numbers[at.base + i]!);
  for (let k = 0; k < words[at.varying]!; k++) {
    const growth = at.growth + 3 * k;
    args[words[at.places + k]!]! +=
      begin * numbers[growth]! + end * numbers[growth + 1]! + thread * numbers[growth + 2]!;
  }
  kernel(...args);
}

/** What a worker is told: the kernels are to be had on one more memory. */
export interface Opened {
  readonly id: number;
  readonly memory: WebAssembly.Memory;
}

/** What a worker begins with. */
export interface WorkerStart {
  readonly control: Control;
  readonly module: WebAssembly.Module;
  /** The order in which jobs number the kernels. */
  readonly names: readonly string[];
  /** From 1; the caller is 0. */
  readonly thread: number;
  /** The memories of late, oldest first, and how many to keep. */
  readonly opened: readonly Opened[];
  readonly kept: number;
  /** Messages that were sent before its time. */
  readonly sent: number;
  /** How often to look for work before going to sleep. */
  readonly patience: number;
}

/** What a worker is able to do. */
export interface Means {
  readonly claim: typeof claim;
  readonly run: typeof run;
  /** The next message; one that was counted is there. */
  readonly receive: () => Opened;
  readonly complain: (message: string) => void;
}

/** A worker's life: takes parts of jobs, and sleeps where there are none. Never returns. */
export function serve(
  { control, module, names, thread, opened, kept, sent, patience }: WorkerStart,
  means: Means,
): void {
  const { words, at } = control;
  const news = [...opened];
  const kernels = new Map<number, Record<string, AnyKernel>>();
  for (let received = sent; ; ) {
    for (let looks = 0; looks < patience && Atomics.load(words, at.unclaimed) === 0; looks++);
    const part = means.claim(control);
    try {
      for (; received < Atomics.load(words, at.sent); received++) news.push(means.receive());
      for (let next = news.shift(); next !== undefined; next = news.shift()) {
        const instance = new WebAssembly.Instance(module, { env: { memory: next.memory } });
        // The caller may have grown the memory while it was on its way here: without this V8 may keep the length of before.
        next.memory.grow(0);
        kernels.set(next.id, instance.exports as Record<string, AnyKernel>);
        for (const oldest of kernels.keys()) if (kernels.size > kept) kernels.delete(oldest);
      }
      if (part >= 0) means.run(control, kernels.get(words[at.memory]!)![names[words[at.kernel]!]!]!, part, thread);
    } catch (error) {
      means.complain(String(error));
      Atomics.add(words, at.failed, 1);
    }
    if (part >= 0) {
      if (Atomics.sub(words, at.unfinished, 1) === 1 && Atomics.load(words, at.waiting) === 1)
        Atomics.notify(words, at.unfinished);
    } else {
      Atomics.add(words, at.sleepers, 1);
      Atomics.wait(words, at.unclaimed, 0);
      Atomics.sub(words, at.sleepers, 1);
    }
  }
}
