/** Batch normalisation: assembly/norm. */
export { normMoments32, normTrack32 } from "./moments";
export { normBackward32, normBatch32, normForward32, normRunning32, normSums32 } from "./rows";
