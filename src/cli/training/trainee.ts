/** What is trained. */
import type { Objective } from "../../models/objective.js";
import type { Checkpoint } from "../../train/checkpoint.js";
import type { Settings } from "./decisive.js";

/** What is trained; `settings` are those that decide the numbers of the run. */
export interface Trainee<Part extends string> extends Omit<Checkpoint<Part>, "state"> {
  readonly objective: Objective<Part>;
}

/** All that must be the same where a training goes on. */
export const askedFor = ({ settings, model, optimizer }: Omit<Checkpoint, "state">): Settings => ({
  ...settings,
  model,
  optimizer,
});
