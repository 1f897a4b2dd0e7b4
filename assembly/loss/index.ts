/** Losses, value and gradient in one pass: assembly/loss. */
export * from "./crossEntropy";
export * from "./elementwise";
export * from "./gaussian";
