/** The same work in several processes that have nothing in common, each with kernels on one thread. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { orThrow } from "../src/failure.js";
import { load } from "../src/node/load.js";
import type { Contender } from "./harness.js";
import { works } from "./works.js";

const reply = async (child: ChildProcess): Promise<unknown> => (await once(child, "message"))[0];

/** So many processes as a contender: a turn lasts until the last of them is done, and each does a work that counts. */
export const separate = async (
  what: string,
  processes: number,
): Promise<{ readonly contender: Contender; readonly close: () => void }> => {
  const children = Array.from({ length: processes }, () => fork(new URL(import.meta.url), [what]));
  await Promise.all(children.map(reply));
  return {
    contender: {
      name: `${processes} separate runs`,
      peer: true,
      turn: async (times) => {
        const start = performance.now();
        for (const child of children) child.send(times);
        await Promise.all(children.map(reply));
        return (performance.now() - start) / 1000 / processes;
      },
    },
    close: () => {
      for (const child of children) child.kill();
    },
  };
};

if (process.send) {
  const body = await works[process.argv[2]!]!(orThrow(await load()()));
  process.on("message", (times: number) => {
    for (let i = 0; i < times; i++) body();
    process.send!("done");
  });
  process.send("ready");
}
