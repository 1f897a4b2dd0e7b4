/**
 * All cores beside one, the same work in turns. Cores share caches, memory and sometimes more with each other and with
 * strangers: what separate runs of the work on one thread each gain at the same time is the most that threads can gain.
 *
 *   MNIST_DIR=... npx tsx bench/threads.ts [--threads 2] [--json out.json] [--only GEMM]
 *
 * Without MNIST_DIR on drawn digits.
 */
import { availableParallelism } from "node:os";
import { orThrow } from "../src/failure.js";
import { load } from "../src/node/load.js";
import { type Figure, ms, processor, write } from "./figures.js";
import { here, race, ratioTo, table } from "./harness.js";
import { threads } from "./runtimes.js";
import { separate } from "./separate.js";
import { works } from "./works.js";

const cores = threads > 1 ? threads : availableParallelism();
const [one, all] = [orThrow(await load()()), orThrow(await load({ threads: cores })())];
const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1]! : "";

const rows: (readonly string[])[] = [
  [
    "",
    "one: median ms",
    "best",
    `${cores}: median ms`,
    "best",
    "times as fast",
    "of bests",
    `${cores} separate runs`,
    "of bests",
    "share",
  ],
];
const figures: Figure[] = [];
for (const [what, work] of Object.entries(works).filter(([name]) => name.includes(only))) {
  const runs = await separate(what, cores);
  const timings = await race(
    [
      { ...here("one thread", await work(one)), peer: true as const },
      here(`${cores} threads`, await work(all)),
      runs.contender,
    ],
    { rounds: 21, seconds: 0.1 },
  );
  runs.close();
  const [alone, shared, apart] = [timings[0]!, timings[1]!, timings[2]!];
  const [ratio, most, share] = [ratioTo(alone, shared), ratioTo(alone, apart), ratioTo(apart, shared)];
  const cells = [alone.median, alone.best, shared.median, shared.best].map(ms);
  const ratios = [ratio.median, ratio.best, most.median, most.best, share.median];
  rows.push([what, ...cells, ...ratios.map((value) => value.toFixed(2))]);
  figures.push({ what, timings });
}
console.log(`node ${process.version} on ${processor}, ${one.simd}; medians and bests of 21 turns`);
console.log(table(rows));
write(figures);
