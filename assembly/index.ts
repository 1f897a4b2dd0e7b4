// Every kernel, by family. src/wasm/abi holds the typed record of the same names.
export * from "./adaptive";
export * from "./optim";
export * from "./map64";
export * from "./random";
export * from "./reduce64";
