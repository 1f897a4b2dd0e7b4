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
export { decodeTemplate, encodeTemplate } from "./template.js";
export type { TemplateCheckpoint } from "./templateHeader.js";
