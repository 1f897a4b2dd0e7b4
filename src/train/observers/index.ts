/**
 * Observers that most trainings want: they answer, keep checkpoints, write losses, or draw at chosen epochs. The room may
 * use the rest of train, and optim's plateau. Begin with `control.ts`; all fold over the epochs of `epochs.ts`.
 */
export { type CheckpointOptions, checkpoints, type KeptCheckpoints, type SaveState } from "./checkpoints.js";
export { type EarlyStopOptions, earlyStop, type MonitorOptions, rateSchedule, reducePlateau } from "./control.js";
export { type Monitor, onEpochs, sparserEpochs, testLoss } from "./epochs.js";
export { csvLines, jsonLines, type TextFile } from "./lines.js";
