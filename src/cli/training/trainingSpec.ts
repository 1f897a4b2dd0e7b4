/** What is trained. */
import type { Trainable } from "../../train/alternating.js";
import type { Checkpoint } from "../../train/checkpoint.js";
import type { Settings } from "./identitySettings.js";

/** What is trained; `settings` are those that decide the numbers of the run. */
export interface TrainingSpec<Term extends string> extends Omit<Checkpoint<Term>, "state"> {
  readonly trainable: Trainable<Term>;
}

/** All that must be the same where a training goes on. */
export const runIdentity = ({ settings, model, optimizer }: Omit<Checkpoint, "state">): Settings => ({
  ...settings,
  model,
  optimizer,
});
