/**
 * The figures that the programs promise, at full size: prints each with its bar and the wall time, and writes
 * accept.json. What the runs keep lies in out/accept.
 *
 *   npm run accept            all of them
 *   npm run accept em-face    by name
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { table } from "../harness.js";
import { aaeDisentangled, aaeGrid, aaeSemi, aaeUniform } from "./aae.js";
import { ae24, aeDenoise, aeSparseKl, aeSparseL1, vaeEduKl } from "./autoencoder.js";
import { type Acceptance, type Check, passes, showBar } from "./check.js";
import { conditionalToy } from "./conditionalToy.js";
import { cvae } from "./cvae.js";
import { emFace } from "./emFace.js";
import { pca } from "./pca.js";
import { vaeCs236781, vaeHabr, vaeKuznetsov, vaeTinkoff } from "./vae.js";

const acceptances: readonly Acceptance[] = [
  emFace,
  pca,
  conditionalToy,
  vaeCs236781,
  vaeKuznetsov,
  vaeTinkoff,
  vaeHabr,
  ae24,
  aeDenoise,
  aeSparseKl,
  aeSparseL1,
  vaeEduKl,
  cvae,
  aaeUniform,
  aaeGrid,
  aaeDisentangled,
  aaeSemi,
];

interface Result {
  readonly name: string;
  readonly what: string;
  readonly seconds: number;
  readonly checks: readonly Check[];
  readonly skipped?: string;
}

const out = "out/accept";
const file = "accept.json";

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !acceptances.some((acceptance) => acceptance.name === name));
if (unknown.length > 0) {
  console.error(`no such run: ${unknown.join(", ")}: expected ${acceptances.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

const accept = async ({ name, what, run }: Acceptance): Promise<Result> => {
  console.log(`\n${name}: ${what}`);
  const folder = `${out}/${name}`;
  mkdirSync(folder, { recursive: true });
  const start = performance.now();
  const outcome = await run(folder);
  const seconds = Number(((performance.now() - start) / 1000).toFixed(1));
  if ("skipped" in outcome) {
    console.log(`skipped: ${outcome.skipped}`);
    return { name, what, seconds, checks: [], skipped: outcome.skipped };
  }
  const rows = outcome.map((check) => [
    check.what,
    check.figure.toPrecision(5),
    showBar(check),
    passes(check) ? "" : "MISSED",
  ]);
  console.log(table([["figure", "", "bar", ""], ...rows]));
  console.log(`${seconds} s`);
  return { name, what, seconds, checks: outcome };
};

const earlier = (): readonly Result[] => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return [];
  }
};

const chosen = acceptances.filter(({ name }) => asked.length === 0 || asked.includes(name));
const results: Result[] = [];
for (const acceptance of chosen) results.push(await accept(acceptance));
const kept = earlier().filter(({ name }) => !results.some((result) => result.name === name));
writeFileSync(file, `${JSON.stringify([...kept, ...results], null, 2)}\n`);

const checks = results.flatMap((result) => result.checks);
const missed = checks.filter((check) => !passes(check)).length;
console.log(`\n${checks.length - missed} of ${checks.length} figures reached; ${file} has them all`);
process.exitCode = missed > 0 ? 1 : 0;
