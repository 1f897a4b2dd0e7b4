/**
 * Embeddings: what shows many coordinates in few. `pca` and `tsne`.
 *
 * May use core and kernels. Begin with `pca/index.ts`.
 */
export * as pca from "./pca/index.js";
export * as tsne from "./tsne/index.js";
