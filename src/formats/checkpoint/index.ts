/**
 * Checkpoints: all that a run needs to resume, in a safetensors file whose metadata holds the rest as JSON. It may use
 * `safetensors` and the rooms whose state it keeps. Begin with `form.ts`, what all forms share.
 */
export {
  decodeCheckpoint as decode,
  encodeCheckpoint as encode,
  type ModelKind,
  modelOf,
  restore,
  type Stored,
} from "./bytes.js";
export { decodeFit, type EmCheckpoint, type EmCodec, encodeFit, withoutNotes } from "./em.js";
export { decodeMixture, encodeMixture, type MixtureCheckpoint } from "./mixture.js";
export { decodeTemplate, encodeTemplate, type TemplateCheckpoint } from "./template.js";
