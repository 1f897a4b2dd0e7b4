import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { either as E } from "fp-ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ImageSet, LabelledImages } from "../../../src/data/labelledImages.js";
import { orThrow, describe as sentence } from "../../../src/failure.js";
import * as idx from "../../../src/formats/idx.js";

import { ndarray } from "../../../src/formats/ndarray.js";
import { cacheFolder, type DatasetCache } from "../../../src/node/mnist/datasetCache.js";
import { load as loadDigits } from "../../../src/node/mnist/index.js";
import { mnistPublication, type Publication } from "../../../src/node/mnist/published.js";

/** A small MNIST: every byte differs from its neighbours, and no part is like another. */
const part = (count: number, first: number): LabelledImages => ({
  images: Uint8Array.from({ length: count * 6 }, (_, i) => first + 7 * i),
  labels: Uint8Array.from({ length: count }, (_, i) => (first + i) % 3),
  count,
  height: 3,
  width: 2,
});
const [train, test3] = [part(8, 1), part(3, 100)];

const imagesFile = ({ images, count, height, width }: LabelledImages) =>
  orThrow(idx.encode(ndarray("uint8", [count, height, width], images)));
const labelsFile = ({ labels, count }: LabelledImages) => orThrow(idx.encode(ndarray("uint8", [count], labels)));

const files: Readonly<Record<string, Uint8Array>> = {
  "train-images-idx3-ubyte": imagesFile(train),
  "train-labels-idx1-ubyte": labelsFile(train),
  "t10k-images-idx3-ubyte": imagesFile(test3),
  "t10k-labels-idx1-ubyte": labelsFile(test3),
};
const names = Object.keys(files);

const published = (name: string) => ({ name, sha256: createHash("sha256").update(files[name]!).digest("hex") });
const publication = (mirrors: readonly string[]): Publication => ({
  files: {
    trainImages: published(names[0]!),
    trainLabels: published(names[1]!),
    testImages: published(names[2]!),
    testLabels: published(names[3]!),
  },
  mirrors,
});

const synthetic = (): ImageSet => ({ train, test: test3, height: 3, width: 2, classes: ["drawn"] });

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "elbo-ts-mnist-"));
});
afterEach(() => rm(folder, { recursive: true }));

const write = async (path: string, bytes: Uint8Array | string): Promise<void> => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), bytes);
};

/** No fetch is expected. */
const offline: DatasetCache["fetch"] = () =>
  Promise.reject(new TypeError("fetch failed", { cause: new Error("ENOTFOUND") }));

const cache = (parts: Partial<DatasetCache> = {}): DatasetCache => ({
  folder: join(folder, "cache"),
  publication: publication(["http://one.invalid/", "http://two.invalid/"]),
  fetch: offline,
  patience: { answer: 5_000, body: 5_000 },
  ...parts,
});

const load = (lookup: Partial<Parameters<typeof loadDigits>[0]> = {}) =>
  loadDigits({ environment: "", cache: cache(), synthetic, ...lookup })();

const failure = (result: E.Either<Parameters<typeof sentence>[0], unknown>): string =>
  E.isLeft(result) ? sentence(result.left) : "loaded";

/** Runs `body` with the address of a server on this machine; the log has the paths that were asked for. */
const served = async (
  listener: RequestListener,
  body: (address: string, log: readonly string[]) => Promise<void>,
): Promise<void> => {
  const log: string[] = [];
  const server = createServer((request, response) => {
    log.push(request.url!);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, log);
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

const packed = (url: string): Buffer => gzipSync(files[url.replace(/^.*\/(.*)\.gz$/, "$1")]!);

/** A mirror that has everything. */
const good: RequestListener = ({ url }, response) => response.end(packed(url!));

describe("the order of the lookup", () => {
  const everywhere = async () => {
    for (const name of names) {
      await write(`data/${name}`, files[name]!);
      await write(`environment/${name}.gz`, gzipSync(files[name]!));
      await write(`cache/${name}`, files[name]!);
    }
  };

  test("named data, then MNIST_DIR, then the cache, then a mirror, then synthetic digits", async () => {
    await everywhere();
    const [data, environment] = [join(folder, "data"), join(folder, "environment")];
    const set = { train, test: test3, height: 3, width: 2, classes: ["0", "1", "2"] };
    expect(await load({ data, environment })).toEqual(E.right({ ...set, source: "data" }));
    expect(await load({ environment })).toEqual(E.right({ ...set, source: "environment" }));
    expect(await load()).toEqual(E.right({ ...set, source: "cache" }));
    await rm(join(folder, "cache"), { recursive: true });
    await served(good, async (address) => {
      const online = cache({ publication: publication([`${address}/`]), fetch });
      expect(await load({ cache: online })).toEqual(E.right({ ...set, source: "downloaded" }));
    });
    expect(await load()).toEqual(E.right({ ...set, source: "cache" }));
    await rm(join(folder, "cache"), { recursive: true });
    expect(await load()).toEqual(
      E.right({
        ...synthetic(),
        source: "synthetic",
        notice:
          "synthetic digits, because MNIST could not be downloaded: " +
          "http://two.invalid/train-labels-idx1-ubyte.gz: no answer: got ENOTFOUND",
      }),
    );
  });

  test("what was named and is wrong is an error, whatever the cache holds", async () => {
    await everywhere();
    const nowhere = join(folder, "nowhere");
    expect(failure(await load({ data: nowhere }))).toContain("nowhere: no such file or folder");
    expect(failure(await load({ environment: nowhere }))).toContain("nowhere: MNIST_DIR: no such file or folder");
    expect(await load({ environment: "" })).toMatchObject(E.right({ source: "cache" }));
  });

  test("the cache is where each system keeps caches", () => {
    const env = { XDG_CACHE_HOME: "/x", LOCALAPPDATA: "D:\\Local" };
    const windows = { platform: "win32", home: "C:\\Users\\ada" } as const;
    expect(cacheFolder({ platform: "linux", env, home: "/home/ada" })).toBe("/x/elbo-ts/mnist");
    expect(cacheFolder({ platform: "linux", env: { XDG_CACHE_HOME: "x" }, home: "/home/ada" })).toBe(
      "/home/ada/.cache/elbo-ts/mnist",
    );
    expect(cacheFolder({ platform: "darwin", env: {}, home: "/Users/ada" })).toBe(
      "/Users/ada/Library/Caches/elbo-ts/mnist",
    );
    expect(cacheFolder({ ...windows, env: { LOCALAPPDATA: "D:\\Local" } })).toBe("D:\\Local\\elbo-ts\\mnist");
    expect(cacheFolder({ ...windows, env: {} })).toBe("C:\\Users\\ada\\AppData\\Local\\elbo-ts\\mnist");
  });
});

describe("downloads", () => {
  const online = (...mirrors: readonly string[]) => cache({ publication: publication(mirrors), fetch });
  const asked = (name: string) => `/${name}.gz`;

  test("a mirror without the files is left for the next one at once", () =>
    served(
      (request, response) =>
        request.url!.startsWith("/empty/") ? response.writeHead(404).end() : good(request, response),
      async (address, log) => {
        expect(await load({ cache: online(`${address}/empty/`, `${address}/full/`) })).toMatchObject(
          E.right({ source: "downloaded", train }),
        );
        expect(log.filter((url) => url.startsWith("/empty/"))).toHaveLength(4);
        expect(log.filter((url) => url.startsWith("/full/"))).toHaveLength(4);
      },
    ));

  const faults: Readonly<Record<string, RequestListener>> = {
    "a body cut short": ({ url }, response) => {
      const body = packed(url!);
      response.writeHead(200, { "content-length": body.length });
      response.write(body.subarray(0, body.length - 5), () => response.destroy());
    },
    "a whole answer with an archive cut short": ({ url }, response) => response.end(packed(url!).subarray(0, -5)),
    "other bytes": ({ url }, response) => {
      const bytes = Uint8Array.from(files[url!.replace(/^.*\/(.*)\.gz$/, "$1")]!);
      bytes[bytes.length - 1]! ^= 1;
      response.end(gzipSync(bytes));
    },
    "a page of a captive portal": (_, response) => response.end("<html>Please log in</html>"),
    "a server out of order": (_, response) => response.writeHead(503).end(),
  };

  test.each(Object.entries(faults))("%s: asked for once more, and then good", (_, faulty) => {
    const seen = new Set<string>();
    return served(
      (request, response) => {
        const listener = seen.has(request.url!) ? good : faulty;
        seen.add(request.url!);
        listener(request, response);
      },
      async (address, log) => {
        expect(await load({ cache: online(`${address}/`) })).toMatchObject(
          E.right({ source: "downloaded", train, test: test3 }),
        );
        expect(log).toHaveLength(8);
      },
    );
  });

  test.each(Object.entries(faults))("%s, twice from each mirror: synthetic, and nothing is kept", (_, faulty) =>
    served(faulty, async (address, log) => {
      const result = await load({ cache: online(`${address}/`, `${address}//`) });
      expect(result).toMatchObject(E.right({ source: "synthetic", notice: expect.stringContaining(address) }));
      expect(log).toEqual([1, 1, 2, 2].map((slashes) => `${"/".repeat(slashes - 1)}${asked(names[1]!)}`));
      await expect(readdir(join(folder, "cache"))).rejects.toThrow("ENOENT");
    }),
  );

  test("a server that answers and then is silent, or never answers, is given up", () =>
    served(
      ({ url }, response) => {
        if (url!.startsWith("/half/")) response.writeHead(200).write("x");
      },
      async (address, log) => {
        const silent = { ...online(`${address}/none/`, `${address}/half/`), patience: { answer: 200, body: 200 } };
        const notice = expect.stringContaining("the download broke off: got no end of the file within 0.2 s");
        expect(await load({ cache: silent })).toMatchObject(E.right({ source: "synthetic", notice }));
        expect(log.map((url) => url.slice(1, 5))).toEqual(["none", "half", "half"]);
      },
    ));

  test("without a network each mirror is asked once, for one file", async () => {
    const log: string[] = [];
    const fetch: DatasetCache["fetch"] = (url, options) => {
      log.push(url);
      return offline(url, options);
    };
    expect(await load({ cache: cache({ fetch }) })).toMatchObject(E.right({ source: "synthetic" }));
    expect(log).toEqual(["one", "two"].map((host) => `http://${host}.invalid${asked(names[1]!)}`));
  });

  test("only what is missing or damaged in the cache is fetched, and replaced whole", () =>
    fc.assert(
      fc.asyncProperty(
        fc.subarray(names),
        fc.constantFrom("missing", "cut", "flipped", "empty"),
        async (damaged, how) => {
          for (const name of names) await write(`cache/${name}`, files[name]!);
          for (const name of damaged) {
            const bytes = Uint8Array.from(files[name]!);
            bytes[bytes.length - 1]! ^= 1;
            const path = `cache/${name}`;
            if (how === "missing") await rm(join(folder, path));
            else await write(path, { cut: bytes.subarray(0, -1), flipped: bytes, empty: "" }[how]);
          }
          await served(good, async (address, log) => {
            const source = damaged.length === 0 ? "cache" : "downloaded";
            expect(await load({ cache: online(`${address}/`) })).toMatchObject(E.right({ source, train, test: test3 }));
            expect([...log].sort()).toEqual(damaged.map(asked).sort());
          });
          expect((await readdir(join(folder, "cache"))).sort()).toEqual([...names].sort());
          for (const name of names)
            expect(new Uint8Array(await readFile(join(folder, "cache", name)))).toEqual(files[name]);
        },
      ),
      { numRuns: 15 },
    ));

  test("a cache that cannot be written is told, and the digits are there all the same", async () => {
    await write("file", "not a folder");
    await served(good, async (address) => {
      const result = await load({ cache: { ...online(`${address}/`), folder: join(folder, "file", "cache") } });
      expect(result).toMatchObject(
        E.right({ source: "downloaded", train, notice: expect.stringContaining("the download was not kept: ") }),
      );
    });
  });

  test("the real publication: four files with a SHA-256 each, over https", () => {
    for (const { name, sha256 } of Object.values(mnistPublication.files)) {
      expect(names).toContain(name);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    for (const mirror of mnistPublication.mirrors) expect(mirror).toMatch(/^https:.*\/$/);
  });
});
