// Every kernel, by family. src/wasm/abi holds the typed record of the same names.
export * from "./adaptive";
export * from "./dropout";
export { fft, fftTwiddles } from "./fft";
export * from "./gather";
export * from "./gemm";
export * from "./loss";
export * from "./map32";
export * from "./map64";
export * from "./norm";
export * from "./mixture";
export * from "./normal";
export * from "./optim";
export * from "./posterior";
export * from "./random";
export * from "./reduce32";
export * from "./reduce64";
export * from "./template";
export * from "./softmax32";
