/**
 * Principal components: `fit`, `transform`, `inverse`, `truncate`.
 *
 * May use core and kernels. Begin with `fit.ts`; `model.ts` says what components are, `moments.ts` how data become sums.
 */
export { fit, methods, type PcaData, type PcaMethod, type PcaOptions } from "./fit.js";
export { type Pca, truncate } from "./model.js";
export { inverse, transform } from "./transform.js";
