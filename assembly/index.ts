// Every kernel, by family. src/wasm/abi holds the typed record of the same names.
export * from "./adaptive";
export { fft, fftTwiddles } from "./fft";
export * from "./gemm";
export * from "./map32";
export * from "./map64";
export * from "./normal";
export * from "./optim";
export * from "./pairs";
export * from "./random";
export * from "./reduce64";
export * from "./scatter";
export * from "./symmetric";
export * from "./template";
