/** What is trained. */
import type { Trainable } from "../../models/game.js";
import type { Checkpoint } from "../../train/checkpoint.js";
import type { Settings } from "./decisive.js";

/** What is trained; `settings` are those that decide the numbers of the run. */
export interface Trainee<Part extends string> extends Omit<Checkpoint<Part>, "state"> {
  readonly trainable: Trainable<Part>;
}

/** All that must be the same where a training goes on. */
export const askedFor = ({ settings, model, optimizer }: Omit<Checkpoint, "state">): Settings => ({
  ...settings,
  model,
  optimizer,
});
