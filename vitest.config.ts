import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const src = fileURLToPath(new URL("src", import.meta.url));

export default defineConfig({
  // The package's own name, as tsconfig.json has it.
  resolve: {
    alias: [
      { find: /^elbo-ts$/, replacement: `${src}/index.ts` },
      { find: /^elbo-ts\/(\w+)$/, replacement: `${src}/$1/index.ts` },
    ],
  },
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
