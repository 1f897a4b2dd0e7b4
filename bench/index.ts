/**
 * Every figure of the README, beside its peers, on one thread and on all cores: each bench in a process of its own, then
 * one table of all. Writes bench.json.
 *
 *   MNIST_DIR=... npm run bench            all of them
 *   MNIST_DIR=... npm run bench em vae     by name
 *   npm run bench -- --quick               whether all of it runs: one turn each, and nothing written
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Findings, ms } from "./figures.js";
import { quick, ratioTo, table } from "./harness.js";

const benches = ["em", "vae", "conv", "kde", "mixture", "pca", "tsne", "gemm", "threads"];
const cores = availableParallelism();
const file = "bench.json";

/** What a bench found on so many threads. */
interface Result extends Findings {
  readonly bench: string;
}

const asked = process.argv.slice(2).filter((word) => word !== "--quick");
const unknown = asked.filter((name) => !benches.includes(name));
if (unknown.length > 0) {
  console.error(`no such bench: ${unknown.join(", ")}: expected ${benches.join(", ")}`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "elbo-bench-"));

/** Runs a bench; nothing where it fails, which it says itself. */
const run = async (bench: string, threads: number): Promise<Result | undefined> => {
  const json = join(folder, `${bench}-${threads}.json`);
  const path = fileURLToPath(new URL(`${bench}.ts`, import.meta.url));
  console.log(`\n${bench}, ${threads === 1 ? "one thread" : `${threads} threads`}`);
  const args = [...process.execArgv, path, "--threads", String(threads), "--json", json, ...(quick ? ["--quick"] : [])];
  const [code] = await once(spawn(process.execPath, args, { stdio: "inherit" }), "exit");
  return code === 0 && existsSync(json) ? { bench, ...JSON.parse(readFileSync(json, "utf8")) } : undefined;
};

const earlier = (): readonly Result[] => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return [];
  }
};

const chosen = benches.filter((name) => asked.length === 0 || asked.includes(name));
const results: Result[] = [];
const failed: string[] = [];
for (const bench of chosen)
  for (const threads of cores > 1 ? [1, cores] : [1]) {
    // All cores beside one is a figure of all cores.
    if (bench === "threads" && threads < cores) continue;
    const result = await run(bench, threads);
    if (result) results.push(result);
    else failed.push(`${bench}: failed on ${threads === 1 ? "one thread" : `${threads} threads`}`);
  }
rmSync(folder, { recursive: true });

/** Each of ours against each peer: its median time and the ratio to the peer's, by medians and by bests. */
const rows = results.flatMap(({ bench, threads, figures }) =>
  figures.flatMap(({ what, timings }) =>
    timings.flatMap((ours) =>
      timings
        .filter((peer) => peer.peer && !ours.peer)
        .map((peer) => {
          const { median, best } = ratioTo(ours, peer);
          const times = [ms(ours.median), ms(peer.median)];
          return [
            `${bench}: ${what}`,
            ours.name,
            peer.name,
            String(threads),
            ...times,
            median.toFixed(2),
            best.toFixed(2),
          ];
        }),
    ),
  ),
);
if (rows.length > 0)
  console.log(
    `\n${table([["figure", "ours", "peer", "threads", "ours, ms", "peer, ms", "ratio", "of bests"], ...rows])}`,
  );
for (const line of new Set([...results.flatMap(({ skipped }) => skipped), ...failed])) console.log(line);

const kept = earlier().filter(
  (old) => !results.some(({ bench, threads }) => bench === old.bench && threads === old.threads),
);
if (!quick) {
  writeFileSync(file, `${JSON.stringify([...kept, ...results], null, 2)}\n`);
  console.log(`${file} has them all, and every turn`);
}
process.exitCode = failed.length > 0 ? 1 : 0;
