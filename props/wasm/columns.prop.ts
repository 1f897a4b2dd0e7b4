import fc from "fast-check";
import { lengths, type Stream } from "../arbitraries/data.js";
import { roundedOnce } from "../laws/bound.js";
import { type Input, type KernelLaw, kernelLaws } from "../laws/kernel.js";

/** A matrix and which of its columns are live. */
interface Sparse {
  readonly m: number;
  readonly n: number;
  readonly mask: readonly boolean[];
}

const shape: fc.Arbitrary<Sparse> = fc
  .record({ m: fc.nat({ max: 5 }), n: lengths(8) })
  .chain(({ m, n }) => fc.array(fc.boolean(), { minLength: n, maxLength: n }).map((mask) => ({ m, n, mask })));

/** The runs of a mask of columns. */
const runsOf = (mask: readonly boolean[]): (readonly [from: number, to: number])[] => {
  const runs: [number, number][] = [];
  mask.forEach((live, j) => {
    if (!live) return;
    const last = runs.at(-1);
    if (last?.[1] === j) last[1]++;
    else runs.push([j, j + 1]);
  });
  return runs;
};

const drawnRuns = ({ mask }: Sparse) => runsOf(mask);
const columnsIn = (runs: readonly (readonly [number, number])[]): number[] =>
  runs.flatMap(([from, to]) => Array.from({ length: to - from }, (_, j) => from + j));

/** The runs as an input: its numbers come one after the other. */
const runsInput = (sparse: Sparse): Input => {
  const numbers = drawnRuns(sparse).flat();
  let next = 0;
  return { type: "i32", length: numbers.length, draw: () => numbers[next++]! };
};

const both = (next: Stream): number => 2 * next() - 1;

/** Mostly zeros of either sign. */
const mostlyZero = (next: Stream): number => (next() < 0.2 ? both(next) : next() < 0.5 ? 0 : -0);

/** Sown among the zeros, these make a column live; zeros alone do not. */
kernelLaws<Sparse>({
  title: "liveColumns32: runs of columns that hold anything but zero, and how many columns they have",
  shape,
  inputs: ({ m, n }) => [{ type: "f32", length: m * n, draw: mostlyZero }],
  outputs: ({ n }) => [
    { type: "i32", length: 2 * Math.ceil(n / 2) },
    { type: "i32", length: 1 },
  ],
  call: ({ kernels, arena }, [runs, live], [x], { m, n }) => {
    arena.i32(runs!, 2 * Math.ceil(n / 2)).fill(-1);
    arena.i32(live!, 1)[0] = kernels.liveColumns32(runs!, x!, m, n);
  },
  reference: ([x], { n }) => {
    const runs = runsOf(Array.from({ length: n }, (_, j) => x!.some((value, i) => i % n === j && value !== 0)));
    const table = new Array<number>(2 * Math.ceil(n / 2)).fill(-1);
    return [table.map((none, i) => runs.flat()[i] ?? none), [columnsIn(runs).length]];
  },
  bound: roundedOnce,
});

const moves: Pick<KernelLaw<Sparse>, "shape" | "bound"> = { shape, bound: roundedOnce };

kernelLaws<Sparse>({
  ...moves,
  title: "pickColumns32: the columns of the runs, exactly",
  inputs: (sparse) => [{ type: "f32", length: sparse.m * sparse.n, draw: both }, runsInput(sparse)],
  outputs: (sparse) => [{ type: "f32", length: sparse.m * columnsIn(drawnRuns(sparse)).length }],
  call: ({ kernels }, [out], [x, runs], sparse) =>
    kernels.pickColumns32(out!, x!, runs!, columnsIn(drawnRuns(sparse)).length, sparse.m, sparse.n),
  reference: ([x], sparse) => {
    const columns = columnsIn(drawnRuns(sparse));
    return [Array.from({ length: sparse.m }, (_, i) => columns.map((j) => x![i * sparse.n + j]!)).flat()];
  },
});

kernelLaws<Sparse>({
  ...moves,
  title: "spreadColumns32: the columns of the runs, and zero elsewhere, exactly",
  inputs: (sparse) => [
    { type: "f32", length: sparse.m * columnsIn(drawnRuns(sparse)).length, draw: both },
    runsInput(sparse),
  ],
  outputs: ({ m, n }) => [{ type: "f32", length: m * n }],
  call: ({ kernels }, [out], [x, runs], sparse) =>
    kernels.spreadColumns32(out!, x!, runs!, columnsIn(drawnRuns(sparse)).length, sparse.m, sparse.n),
  reference: ([x], sparse) => {
    const columns = columnsIn(drawnRuns(sparse));
    const out = new Float64Array(sparse.m * sparse.n);
    for (let i = 0; i < sparse.m; i++)
      columns.forEach((j, place) => {
        out[i * sparse.n + j] = x![i * columns.length + place]!;
      });
    return [out];
  },
});
