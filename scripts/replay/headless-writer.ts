/** A writer without a screen: `@weft/sync` in Node, its network through a gate. */

import { parseReplicaId } from "@weft/rga";
import { openReplica } from "@weft/sync";
import { DeliveryGate } from "./delivery-gate.ts";
import { openGateProxy } from "./gate-proxy.ts";
import type { Step } from "./trace.ts";
import type { Writer } from "./writer.ts";

/** Where a document is. */
export interface Address {
  /** The relay's socket, `ws://…/sync`. */
  readonly url: string;
  readonly documentId: string;
  readonly token: string;
}

const patienceMs = 60_000;

export async function openHeadlessWriter(address: Address): Promise<Writer> {
  const gate = new DeliveryGate();
  const proxy = await openGateProxy(address.url, gate);
  const replica = await openReplica({ ...address, url: proxy.url });
  const { document } = replica;
  const counterOf = (id: string): number => {
    const parsed = parseReplicaId(id);
    return (parsed && document.version().get(parsed)) ?? 0;
  };
  return {
    replica: document.replica,
    async make({ position, removed, inserted }: Step) {
      if (removed > 0)
        document.edit([{ type: "deleteRange", from: position + 1, to: position + 1 + removed }]);
      let at = position + 1;
      for (const piece of inserted.split(/(\n)/)) {
        if (piece === "\n") document.edit([{ type: "splitBlock", at }]);
        else if (piece !== "") document.edit([{ type: "insertText", at, text: piece }]);
        at += piece.length;
      }
    },
    known: async (id) => counterOf(id),
    async flush() {
      const counter = counterOf(document.replica);
      while (!gate.hasSent(document.replica, counter)) await pause();
    },
    async receive(id, counter) {
      proxy.deliver(gate.allow(id, counter));
      await until(
        () => counterOf(id) >= counter,
        (changed) => document.onPatch(changed),
      );
    },
    hold: (id, counter) => proxy.deliver(gate.allow(id, counter)),
    whenSaved: () => replica.whenSaved(),
    text: async () => document.text(),
    async close() {
      await replica.close();
      await proxy.close();
    },
  };
}

/** Lets timers and sockets have their turn. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}

/** Resolves when `condition` holds, looked at on every change. */
function until(condition: () => boolean, onChange: (changed: () => void) => () => void): Promise<void> {
  if (condition()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => done(new Error("The other writer's edits did not arrive.")), patienceMs);
    const stop = onChange(() => condition() && done());
    const done = (error?: Error) => {
      clearTimeout(timer);
      stop();
      if (error) reject(error);
      else resolve();
    };
  });
}
