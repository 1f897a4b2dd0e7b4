import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["props/**/*.prop.ts"],
    globalSetup: ["props/build.ts"],
    setupFiles: ["props/seed.ts"],
    testTimeout: 120_000,
    maxWorkers: 2,
    // Everywhere, not only where CI is set: a focused test passes over all others. (Biome takes any fit() for one.)
    allowOnly: false,
  },
});
