/** The Node edge of the pool: its workers are threads of `worker_threads`. */
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { claim, run, serve, type WorkerHandle, type WorkerStart } from "../wasm/pool/index.js";

/** The whole of a worker, as text: it imports nothing of ours, and so starts alike from sources, tests and the package. */
const program = `
const { receiveMessageOnPort, workerData: { task, port } } = require("node:worker_threads");
(${serve})(task, {
  claim: ${claim},
  run: ${run},
  receive: () => receiveMessageOnPort(port).message,
  complain: (message) => port.postMessage(message),
});
`;

/** A worker ends when nobody can reach it any more. */
const workers = new FinalizationRegistry<Worker>((worker) => {
  worker.terminate();
});

/** Starts a worker. It does not keep the process from ending. */
export const startWorker = (task: WorkerStart): WorkerHandle => {
  const { port1, port2: port } = new MessageChannel();
  const worker = new Worker(program, {
    eval: true,
    name: `elbo-ts ${task.thread}`,
    workerData: { task, port },
    transferList: [port],
  });
  let complaint: string | undefined;
  // One that cannot start leaves its work to the others.
  worker.on("error", (error) => {
    complaint = String(error);
  });
  worker.unref();
  const hand: WorkerHandle = {
    tell: (opened) => port1.postMessage(opened),
    said: () => {
      for (let next = receiveMessageOnPort(port1); next !== undefined; next = receiveMessageOnPort(port1))
        complaint = next.message;
      return complaint;
    },
  };
  workers.register(hand, worker);
  return hand;
};
