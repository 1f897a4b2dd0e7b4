#!/usr/bin/env node
/**
 * The command that the package brings: every program by its name.
 *
 *   npx elbo em-face --data mine.npy --width 40
 */
import { runProcess } from "../src/cli/program/process.js";
import { programs } from "./programs.js";

await runProcess({ name: "elbo", summary: "latent-variable models, one program each", programs });
