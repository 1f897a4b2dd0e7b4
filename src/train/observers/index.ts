/** Observers that most trainings want. */
export { checkpoints, type Keeping, type Kept, type SaveState } from "./checkpoints.js";
export { earlyStop, type Patience } from "./earlyStop.js";
export { type Monitor, testLoss } from "./epoch.js";
export { csvLines, jsonLines, type TextFile } from "./lines.js";
export { onEpochs, sparserEpochs } from "./onEpochs.js";
export { rateSchedule } from "./rateSchedule.js";
export { reducePlateau } from "./reducePlateau.js";
