import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["props/**/*.prop.ts"],
    globalSetup: ["props/build.ts"],
    setupFiles: ["props/seed.ts"],
    testTimeout: 120_000,
    maxWorkers: 2,
  },
});
