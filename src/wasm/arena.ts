/** A byte address in linear memory. */
export type Pointer = number;

/**
 * A stack of allocations in one linear memory. What a scope allocates is gone when the scope ends: nothing is freed
 * one by one, and a step that runs ten thousand times uses the memory of one.
 *
 * Views are made afresh at each call and must not be kept over an allocation: growing the memory detaches them.
 */
export interface Arena {
  /** Room for `bytes`, aligned to 16, uninitialised. Throws a RangeError past 4 GiB. */
  readonly alloc: (bytes: number) => Pointer;
  readonly alloc32: (length: number) => Pointer;
  readonly alloc64: (length: number) => Pointer;
  /** Copies in. */
  readonly put32: (values: ArrayLike<number>) => Pointer;
  readonly put64: (values: ArrayLike<number>) => Pointer;
  /** Views: valid until the next allocation. */
  readonly f32: (at: Pointer, length: number) => Float32Array<ArrayBuffer>;
  readonly f64: (at: Pointer, length: number) => Float64Array<ArrayBuffer>;
  readonly i16: (at: Pointer, length: number) => Int16Array<ArrayBuffer>;
  readonly i32: (at: Pointer, length: number) => Int32Array<ArrayBuffer>;
  readonly u8: (at: Pointer, length: number) => Uint8Array<ArrayBuffer>;
  /** Runs `body` and releases all that it allocated, also when it throws. */
  readonly scope: <A>(body: () => A) => A;
  /** Releases everything. */
  readonly clear: () => void;
  /** Bytes allocated now. */
  readonly used: () => number;
  /** Bytes of linear memory, which only ever grows. */
  readonly reserved: () => number;
}

const page = 65_536;
const limit = 65_536 * page;

const alignUp = (bytes: number, to: number): number => Math.ceil(bytes / to) * to;

/**
 * An arena over `memory`, whose bytes from `base` on are its own.
 *
 * Grows by a quarter at a time, so that a thousand small allocations do not grow a thousand times.
 */
export const arena = (memory: WebAssembly.Memory, base: number): Arena => {
  const bottom = alignUp(base, 16);
  let top = bottom;

  const alloc = (bytes: number): Pointer => {
    const at = top;
    const end = alignUp(at + bytes, 16);
    if (end > limit)
      throw new RangeError(`linear memory ends at 4 GiB: ${bytes} bytes do not fit behind ${at}; use smaller chunks`);
    const size = memory.buffer.byteLength;
    if (end > size) {
      const wanted = Math.min(limit, Math.max(end, size + size / 4));
      memory.grow(Math.ceil((wanted - size) / page));
    }
    top = end;
    return at;
  };

  const buffer = (): ArrayBuffer => memory.buffer as ArrayBuffer;
  const f32: Arena["f32"] = (at, length) => new Float32Array(buffer(), at, length);
  const f64: Arena["f64"] = (at, length) => new Float64Array(buffer(), at, length);

  return {
    alloc,
    alloc32: (length) => alloc(4 * length),
    alloc64: (length) => alloc(8 * length),
    put32: (values) => {
      const at = alloc(4 * values.length);
      f32(at, values.length).set(values);
      return at;
    },
    put64: (values) => {
      const at = alloc(8 * values.length);
      f64(at, values.length).set(values);
      return at;
    },
    f32,
    f64,
    i16: (at, length) => new Int16Array(buffer(), at, length),
    i32: (at, length) => new Int32Array(buffer(), at, length),
    u8: (at, length) => new Uint8Array(buffer(), at, length),
    scope: (body) => {
      const mark = top;
      try {
        return body();
      } finally {
        top = mark;
      }
    },
    clear: () => {
      top = bottom;
    },
    used: () => top - bottom,
    reserved: () => memory.buffer.byteLength,
  };
};
