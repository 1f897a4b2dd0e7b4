import { createRequire } from "node:module";

/** Two folders up from src/cli and from dist/cli alike; a package always carries this file. */
const manifest: { readonly version: string } = createRequire(import.meta.url)("../../package.json");

/** The version of this package. */
export const version: string = manifest.version;
