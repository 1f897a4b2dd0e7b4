/** A worker in a headless Chromium: its script is served on localhost, and what it posts comes back the same way. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { basename, join } from "node:path";

/** The browser, where there is one. */
export const chromium = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"].find(
  (path) => path !== undefined && existsSync(path),
);

/** Its name and version. */
export const chromiumVersion = () =>
  spawnSync(chromium, ["--version"], { encoding: "utf8" }).stdout.match(/Chromium [\d.]+/)?.[0] ?? "Chromium";

/** A fresh start each time: no profile, no first run, no word to the world. */
const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const page = (script) => `<!doctype html>
<title>A worker</title>
<script type="module">
  const tell = (message) => fetch("/told", { method: "POST", body: JSON.stringify(message) });
  const worker = new Worker(${JSON.stringify(script)}, { type: "module" });
  worker.onmessage = ({ data }) => tell(data);
  worker.onerror = ({ message, filename }) =>
    tell({ failure: \`the worker did not start: \${message ?? "a module is missing"} \${filename ?? ""}\` });
</script>
`;

const bodyOf = async (request) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

/** A page, the scripts of a folder, and an ear: what the page tells is the event "told". */
const serving = (folder, script) => {
  const server = createServer(async (request, response) => {
    const name = basename(request.url ?? "");
    if (request.method === "POST") {
      server.emit("told", JSON.parse(await bodyOf(request)));
      response.end();
    } else if (name === "") response.setHeader("content-type", "text/html").end(page(script));
    else if (existsSync(join(folder, name)))
      createReadStream(join(folder, name)).pipe(response.setHeader("content-type", "text/javascript"));
    else response.writeHead(404).end();
  });
  return server.listen(0, "127.0.0.1");
};

const started = (address, profile) =>
  spawn(chromium, [...flags, `--user-data-dir=${profile}`, address], {
    stdio: ["ignore", "ignore", "pipe"],
    // The browser is many processes: a group of its own, which can be ended as one.
    detached: true,
  });

/** What the browser complained of, but for the desktop that it misses. */
const complaints = (said) => said.split("\n").filter((line) => line !== "" && !line.includes(":dbus/"));

/** The first message of the worker `script` of `folder`. Rejects where none comes in time. */
export const fromWorker = async (folder, script, seconds = 120) => {
  const server = serving(folder, script);
  await once(server, "listening");
  const browser = started(`http://127.0.0.1:${server.address().port}/`, join(folder, "profile"));
  const said = [];
  browser.stderr.on("data", (text) => said.push(text));
  const told = once(server, "told", { signal: AbortSignal.timeout(1000 * seconds) });
  const ended = once(browser, "exit").then(([code]) => Promise.reject(new Error(`it ended with ${code}`)));
  try {
    const [message] = await Promise.race([told, ended]);
    return message;
  } catch (error) {
    const why = error.name === "AbortError" ? `no word from ${script} in ${seconds} s` : error.message;
    throw new Error([`${chromium}: ${why}`, ...complaints(said.join(""))].join("\n"));
  } finally {
    if (browser.pid !== undefined && browser.exitCode === null) process.kill(-browser.pid, "SIGKILL");
    server.closeAllConnections();
    server.close();
  }
};
