import { either as E, function as F, taskEither as TE } from "fp-ts";
import { badData, describe, type Failure } from "../../failure.js";
import { inflate } from "../../formats/gzip.js";
import { isPublished, type Published } from "./published.js";

/** What the standard `fetch` is to a download; a test brings its own. */
export type Fetch = (url: string, options: { readonly signal: AbortSignal }) => Promise<Response>;

/** How long a server may take, in milliseconds: to answer at all, and to send everything. */
export interface Patience {
  readonly answer: number;
  readonly body: number;
}

/** A server that is there answers within seconds; a slow line takes a minute or two for 10 megabytes. */
export const patience: Patience = { answer: 3_000, body: 180_000 };

/** No answer: no network, no such host, a refused connection, silence. Asking again at once would change nothing. */
type Unreachable = Failure<"Unreachable">;

/** An answer without the file, which a second question would repeat. */
type Refused = Failure<"Refused">;

/** An answer that broke off, or was not the published bytes. */
type Damaged = Failure<"Damaged">;

const reason = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
};

const attempt =
  (fetch: Fetch, { answer, body }: Patience, file: Published, url: string) =>
  async (): Promise<E.Either<Unreachable | Refused | Damaged, Uint8Array>> => {
    const abort = new AbortController();
    const within = (limit: number, what: string) =>
      setTimeout(() => abort.abort(new Error(`no ${what} within ${limit / 1000} s`)), limit);
    let timer = within(answer, "answer");
    let answered = false;
    try {
      const response = await fetch(url, { signal: abort.signal });
      answered = true;
      clearTimeout(timer);
      timer = within(body, "end of the file");
      if (!response.ok) {
        await response.body?.cancel();
        return response.status < 500
          ? E.left(badData("Refused", "not to be had", { where: url, got: `HTTP ${response.status}` }))
          : E.left(badData("Damaged", "the server failed", { where: url, got: `HTTP ${response.status}` }));
      }
      const bytes = inflate(new Uint8Array(await response.arrayBuffer()), { where: file.name });
      return E.isRight(bytes) && isPublished(file, bytes.right)
        ? bytes
        : E.left(
            badData("Damaged", "these are not the published bytes", {
              where: url,
              expected: `SHA-256 ${file.sha256.slice(0, 8)}...`,
              got: E.isLeft(bytes) ? describe(bytes.left) : `${bytes.right.length} other bytes`,
            }),
          );
    } catch (error) {
      return answered
        ? E.left(badData("Damaged", "the download broke off", { where: url, got: reason(error) }))
        : E.left(badData("Unreachable", "no answer", { where: url, got: reason(error) }));
    } finally {
      clearTimeout(timer);
    }
  };

/**
 * The published bytes of a file, unpacked, from the first mirror that has them. A damaged download is asked for once
 * more; then, or where the mirror is silent or refuses, the next mirror is asked.
 *
 * Errors: that of the last mirror: `Unreachable`, `Refused`, `Damaged`.
 */
export const download =
  (fetch: Fetch, mirrors: readonly string[], limits: Patience) =>
  (file: Published): TE.TaskEither<Failure, Uint8Array> => {
    const once = (mirror: string): TE.TaskEither<Failure, Uint8Array> =>
      attempt(fetch, limits, file, `${mirror}${file.name}.gz`);
    const twice = (mirror: string) =>
      F.pipe(
        once(mirror),
        TE.orElse((failure) => (failure.kind === "Damaged" ? once(mirror) : TE.left(failure))),
      );
    return mirrors.reduce<TE.TaskEither<Failure, Uint8Array>>(
      (before, mirror) =>
        F.pipe(
          before,
          TE.orElse(() => twice(mirror)),
        ),
      TE.left(badData("Unreachable", "there are no mirrors")),
    );
  };
