import { posix, win32 } from "node:path";

/** What decides where a user's cache is. */
export interface Host {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * The folder where this program keeps downloaded data: `XDG_CACHE_HOME` where it is set (an absolute path: others are
 * to be ignored), else `~/Library/Caches` on macOS, `LOCALAPPDATA` on Windows, `~/.cache` elsewhere.
 *
 * Source: XDG Base Directory Specification 0.8; Apple, File System Programming Guide; Microsoft, KNOWNFOLDERID.
 *
 * @example
 * cacheFolder({ platform: "linux", env: {}, home: "/home/ada" }) // => "/home/ada/.cache/elbo-ts/mnist"
 */
export const cacheFolder = ({ platform, env, home }: Host): string => {
  const { join, isAbsolute } = platform === "win32" ? win32 : posix;
  const absolute = (path: string | undefined): string | undefined => (path && isAbsolute(path) ? path : undefined);
  const usual = (): string => {
    if (platform === "darwin") return join(home, "Library", "Caches");
    if (platform === "win32") return absolute(env["LOCALAPPDATA"]) ?? join(home, "AppData", "Local");
    return join(home, ".cache");
  };
  return join(absolute(env["XDG_CACHE_HOME"]) ?? usual(), "elbo-ts", "mnist");
};
