import type { Division, Product, Signature } from "../abi/signature.js";

/** By how much an argument of a part grows with each index before the part, each up to its end, and each thread. */
export interface Growth {
  readonly place: number;
  readonly begin: number;
  readonly end: number;
  readonly thread: number;
}

/** A call divided: part p is of the indices [first + p length, first + (p + 1) length), and none from last on. */
export interface Job {
  readonly first: number;
  readonly last: number;
  readonly length: number;
  readonly parts: number;
  /** The arguments, those of `varying` for begin = end = thread = 0: all are affine in the three. */
  readonly base: readonly number[];
  readonly varying: readonly Growth[];
}

/** How finely to divide. */
export interface Fineness {
  readonly threads: number;
  /** Parts a thread, where a call is long enough: one that is held up leaves the rest to the others. */
  readonly parts: number;
  /** Nanoseconds that a part should take at least. */
  readonly least: number;
  /** Where a kernel asks for parts of more indices than this, it is not heard: any cut gives the same bits. */
  readonly grain: number;
}

/** Memory for one call: `bytes` of it. */
export type Room = (bytes: number) => number;

type Evaluate = (args: readonly number[]) => number;

const product = (places: ReadonlyMap<string, number>, [factor, ...names]: Product): Evaluate => {
  const at = names.map((name) => places.get(name)!);
  return (args) => {
    let value = factor;
    for (let k = 0; k < at.length; k++) value *= args[at[k]!]!;
    return value;
  };
};

/** Calls a kernel that tells how much scratch another one needs. */
export type Ask = (kernel: string, ...given: readonly number[]) => number;

const bytesOf = (
  places: ReadonlyMap<string, number>,
  bytes: NonNullable<Division["scratch"]>["bytes"],
  ask: Ask,
): Evaluate => {
  if (!("kernel" in bytes)) return product(places, bytes);
  const given = bytes.given.map((each) => product(places, each));
  return (call) => ask(bytes.kernel, ...given.map((each) => each(call)));
};

/** One division of a signature, its names resolved. */
const wayOf = ({ args }: Signature, ask: Ask) => {
  const places = new Map(args.map((name, place) => [name, place]));
  return ({ over, steps = {}, grain, cost, most = Number.POSITIVE_INFINITY, scratch }: Division) => {
    const [from, to] = over.map((name) => places.get(name)!) as [number, number?];
    const [first, last]: readonly Evaluate[] =
      to === undefined ? [() => 0, (call) => call[from]!] : [(call) => call[from]!, (call) => call[to]!];
    const range =
      to === undefined
        ? [{ place: from, begin: -1, end: 1, thread: 0 }]
        : [
            { place: from, begin: 1, end: 0, thread: 0 },
            { place: to, begin: 0, end: 1, thread: 0 },
          ];
    const moved = Object.entries(steps).map(([name, step]) => ({
      place: places.get(name)!,
      step: product(places, step!),
    }));
    const own = scratch && { place: places.get(scratch.at)!, bytes: bytesOf(places, scratch.bytes, ask) };

    return {
      indices: (call: readonly number[]): number => last!(call) - first!(call),
      nanoseconds: product(places, cost),
      grain,
      most,
      job: (call: readonly number[], length: number, threads: number, room: Room): Job => {
        const base = [...call];
        for (const { place } of range) base[place] = 0;
        const varying: Growth[] = [...range];
        for (const { place, step } of moved) varying.push({ place, begin: step(call), end: 0, thread: 0 });
        if (own) {
          // Rounded up, so that two threads never write to one line of the cache.
          const bytes = 64 * Math.ceil(own.bytes(call) / 64);
          base[own.place] = room(threads * bytes);
          varying.push({ place: own.place, begin: 0, end: 0, thread: bytes });
        }
        const [begin, end] = [first!(call), last!(call)];
        return { first: begin, last: end, length, parts: Math.ceil((end - begin) / length), base, varying };
      },
    };
  };
};

/** Divides calls of a kernel; `undefined` where one is better made as it is. */
export type Divide = (call: readonly number[], fineness: Fineness, room: Room) => Job | undefined;

/** The divisions of a signature as a function of calls. */
export const divide = (signature: Signature, ask: Ask): Divide => {
  const ways = (signature.divisions ?? []).map(wayOf(signature, ask));
  return (call, fineness, room) => {
    const { threads, parts, least } = fineness;
    let way = ways[0]!;
    let indices = way.indices(call);
    for (const other of ways) {
      const more = other.indices(call);
      if (more > indices) [way, indices] = [other, more];
    }
    const { nanoseconds, most, job } = way;
    const grain = Math.min(way.grain, fineness.grain);
    const wanted = Math.min(
      Math.min(parts, most) * threads,
      Math.floor((indices * nanoseconds(call)) / least),
      indices / grain,
    );
    if (!(wanted >= 2)) return undefined;
    return job(call, grain * Math.ceil(indices / wanted / grain), threads, room);
  };
};
