/** Safetensors written and read in the plainest way, from the format's own page; headers may be wrong on purpose. */

/** One tensor as its header tells of it. */
export interface Entry {
  readonly dtype: unknown;
  readonly shape: unknown;
  readonly data_offsets: unknown;
}

/** A file of any header, right or wrong, and any bytes behind it; `length` is what the first eight bytes say. */
export const fileOf = (header: unknown, data: Uint8Array, length?: number): Uint8Array => {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(length ?? json.length));
  return new Uint8Array(Buffer.concat([size, json, data]));
};

/** Each tensor's type, shape and bytes in hexadecimal digits, and the texts. */
export const contentOf = (file: Uint8Array) => {
  const bytes = Buffer.from(file);
  const start = 8 + Number(bytes.readBigUInt64LE());
  const { __metadata__ = {}, ...tensors } = JSON.parse(bytes.toString("utf8", 8, start));
  const read = Object.entries<{ dtype: string; shape: number[]; data_offsets: [number, number] }>(tensors).map(
    ([name, { dtype, shape, data_offsets }]) => {
      const [from, to] = data_offsets;
      return [name, { dtype, shape, bits: bytes.toString("hex", start + from, start + to) }] as const;
    },
  );
  return { tensors: new Map(read), metadata: __metadata__ as Record<string, string>, start };
};
