import { type MessagePort, parentPort } from "node:worker_threads";
import { assert } from "@weft/base";
import type { ThreadCall, ThreadFailure, ThreadReply } from "./thread-calls.ts";

/**
 * The called side of a worker thread: answers each call with what `answer` returns, in the order in which they
 * came. What `answer` throws becomes a failure if `describe` knows it, and ends the thread if it gives null.
 */
export function serveCalls<Request>(
  answer: (request: Request) => unknown,
  describe: (error: unknown) => ThreadFailure | null,
): void {
  const port: MessagePort | null = parentPort;
  assert(port !== null, "calls are served in a worker thread");
  port.on("message", ({ number, request }: ThreadCall<Request>) => {
    port.postMessage(reply(number, () => answer(request), describe));
  });
}

function reply(
  number: number,
  action: () => unknown,
  describe: (error: unknown) => ThreadFailure | null,
): ThreadReply {
  try {
    return { number, value: action() };
  } catch (error) {
    const failure = describe(error);
    if (failure === null) throw error;
    return { number, failure };
  }
}
