import { execFileSync } from "node:child_process";

/** Vitest runs this once before all suites: the kernels under test are never older than their sources. */
export const setup = (): void => {
  execFileSync(process.execPath, ["assembly/build.mjs"], { stdio: "inherit" });
};
