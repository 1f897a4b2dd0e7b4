/** How the binary names its memory: import module, name, kind; the flag that follows says "of limited size" (1). */
const memoryImport = [...["env", "memory"].flatMap((name) => [name.length, ...new TextEncoder().encode(name)]), 0x02];

/** In the flag: of limited size, and shared. */
const limitedAndShared = 0x03;

/**
 * A build on a memory that threads share. The code of both is the same, to the byte; only the flag of the imported
 * memory differs.
 *
 * Throws where the binary imports no memory: a broken invariant.
 */
export const onSharedMemory = (binary: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => {
  const at = binary.findIndex((_, i) => memoryImport.every((byte, k) => binary[i + k] === byte));
  if (at < 0) throw new TypeError("these kernels import no memory");
  return binary.with(at + memoryImport.length, limitedAndShared);
};
