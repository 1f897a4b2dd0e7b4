// Every kernel, by family. src/wasm/abi holds the typed record of the same names.
export * from "./random";
export * from "./gemm";
