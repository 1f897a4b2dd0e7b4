import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import * as gzip from "../../src/formats/gzip.js";

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  fc
    .tuple(fc.uint8Array({ maxLength: 20 }), fc.nat(9000))
    .map(([part, n]) => Uint8Array.from({ length: part.length === 0 ? 0 : n }, (_, i) => part[i % part.length]!)),
);

/** As plain bytes: Node's own are of a class of their own. */
const plain = (buffer: Uint8Array): Uint8Array => Uint8Array.from(buffer);

describe("gzip", () => {
  test("reads what Node's zlib writes, of several members too", () => {
    fc.assert(
      fc.property(fc.array(bytes, { minLength: 1, maxLength: 4 }), (parts) => {
        const archive = plain(Buffer.concat(parts.map((part) => gzipSync(part))));
        expect(gzip.decode(archive)).toEqual(E.right(plain(Buffer.concat(parts))));
      }),
    );
  });

  test("Node's zlib reads what it writes, and equal bytes give equal archives", () => {
    fc.assert(
      fc.property(bytes, fc.integer({ min: 0, max: 9 }), (content, level) => {
        const archive = gzip.encode(content, { level });
        expect(E.map((packed: Uint8Array) => plain(gunzipSync(packed)))(archive)).toEqual(E.right(content));
        expect(gzip.encode(content, { level })).toEqual(archive);
      }),
    );
  });

  test("an archive that is cut short, or of which a bit is turned, is no archive", () => {
    fc.assert(
      fc.property(bytes, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (content, at) => {
        const archive = plain(gzipSync(content));
        const cut = archive.subarray(0, 2 + Math.floor(at * (archive.length - 2)));
        expect(gzip.decode(cut)._tag).toBe("Left");
        const i = 10 + Math.floor(at * (archive.length - 10));
        const got = gzip.decode(archive.with(i, archive[i]! ^ 1));
        expect(E.isLeft(got) || Buffer.compare(got.right, content) === 0).toBe(true);
      }),
    );
  });

  test("other bytes are none, and pass `inflate` as they are", () => {
    expect(gzip.decode(Uint8Array.of(1, 2))._tag).toBe("Left");
    expect(gzip.inflate(Uint8Array.of(1, 2), { where: "x" })).toEqual(E.right(Uint8Array.of(1, 2)));
    expect(gzip.encode(Uint8Array.of(1), { level: 10 })._tag).toBe("Left");
  });
});
