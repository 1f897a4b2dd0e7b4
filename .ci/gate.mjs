/**
 * The whole gate, `npm test`: one step after the other, each to its end, so that one run tells everything. Its last
 * line counts: each test of the suites, and each other step as one.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "elbo-gate-"));
const report = join(folder, "report.json");

const none = { passed: 0, failed: 0, skipped: 0 };

const asOne = (ok) => ({ ...none, [ok ? "passed" : "failed"]: 1 });

/** The tests as Vitest counted them; a file that could not be loaded has no tests, and fails all the same. */
const asTests = (ok) => {
  if (!existsSync(report)) return asOne(false);
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, "utf8"));
  const golden = testResults.find(({ name }) => basename(name) === "golden.prop.ts")?.assertionResults ?? [];
  const compared = golden.filter(({ status }) => status === "passed").length;
  const uncompared = process.env.GOLDEN_DIR !== undefined && compared === 0;
  if (uncompared) console.log("GOLDEN_DIR is set, and no golden value was compared");
  const failed = numFailedTests + (uncompared ? 1 : 0);
  return { passed: numPassedTests, failed: ok ? failed : Math.max(1, failed), skipped: numPendingTests };
};

const suites = `vitest run --reporter=default --reporter=json --outputFile.json="${report}"`;

const steps = [
  { title: "Kernels", command: "node assembly/build.mjs", count: asOne },
  { title: "Types", command: "tsc", count: asOne },
  { title: "Lint and layout", command: "biome check --error-on-warnings", count: asOne },
  { title: "Properties, golden values, docstrings, examples", command: suites, count: asTests },
  { title: "Package", command: "node .ci/package.mjs", count: asOne },
  { title: "Bundles", command: "node .ci/bundles.mjs", count: asOne },
];

const results = steps.map(({ title, command, count }) => {
  console.log(`\n== ${title}: ${command.split(" --reporter")[0]}`);
  const start = performance.now();
  const { status } = spawnSync(command, { stdio: "inherit", shell: true });
  const counted = count(status === 0);
  console.log(`${counted.failed === 0 ? "passed" : "FAILED"} in ${((performance.now() - start) / 1000).toFixed(0)} s`);
  return counted;
});
rmSync(folder, { recursive: true, force: true });

const sum = (key) => results.reduce((total, counted) => total + counted[key], 0);
const skipped = sum("skipped") > 0 ? `, ${sum("skipped")} skipped` : "";
console.log(`\n${sum("passed")} passed, ${sum("failed")} failed${skipped}`);
process.exitCode = sum("failed") > 0 ? 1 : 0;
