/** Opens a replica: finds out what the platform offers, wires it to the engine, waits until there is something to show. */
import { systemClock, systemRandom } from "@weft/base";
import { utf8Length } from "@weft/codec";
import { parseDocumentId, tokenBytesMax } from "@weft/protocol";
import { parseReplicaId } from "@weft/rga";
import { createRichText, type RichText } from "@weft/richtext";
import { LiveReplica } from "./live-replica.ts";
import { isCaughtUp, type SyncState } from "./machine/sync-state.ts";
import type { Replica, ReplicaOptions } from "./replica.ts";
import { socketAddress } from "./shell/address.ts";
import { SyncEngine } from "./shell/engine.ts";
import { listenToNetwork } from "./shell/network-events.ts";
import type { WebSocketClass } from "./shell/socket.ts";
import { guardedStore } from "./store/guarded-store.ts";
import { openIndexedDbStore } from "./store/indexed-db-store.ts";
import type { LocalStore, StoreFailure } from "./store/local-store.ts";
import { MemoryStore } from "./store/memory-store.ts";
import { type SyncStatus, statusOf } from "./sync-status.ts";
import { browserTabs } from "./tabs/browser-tabs.ts";

/** A document that is not on this device could not be opened: the server lets nobody in with this token. */
export class OpenError extends Error {
  override readonly name = "OpenError";
  readonly status: SyncStatus;

  constructor(status: SyncStatus) {
    super(status.reason ?? "the document could not be opened");
    this.status = status;
  }
}

/**
 * Opens a document. Resolves from this device at once when it is here (or is being created), else when the server has
 * sent it: without a network that can take for ever, see `signal` and `onWaiting`.
 *
 * Throws a `TypeError` for an address, document id or token that is none, an `OpenError` if there is nothing here and the
 * server lets nobody in, and the signal's reason if it is aborted.
 */
export async function openReplica(options: ReplicaOptions): Promise<Replica> {
  const documentId = parseDocumentId(options.documentId);
  if (documentId === null) throw new TypeError("a document id is 32 hexadecimal digits");
  const address = socketAddress(options.url);
  const token = tokenSource(options.token ?? "");
  const webSocket = options.webSocket ?? (await platformWebSocket());
  const { store, ownStore, storeProblem } = await findStore(options.store);
  const clock = options.clock ?? systemClock;
  const random = options.random ?? systemRandom;
  const engine = await SyncEngine.open<RichText>({
    address,
    documentId,
    token,
    create: options.create ?? false,
    store,
    storeProblem,
    tabs: options.tabs === undefined ? tabsFor(options.store) : options.tabs,
    webSocket,
    preferred: options.fresh ? "fresh" : options.resume ? parseReplicaId(options.resume.replica) : null,
    factory: (given) =>
      createRichText(
        options.resume?.replica === given.replica
          ? { ...given, undoMemory: options.resume.undoMemory }
          : given,
      ),
    clock,
    random,
  });
  const stopNetwork = listenToNetwork({
    onLost: () => engine.dispatch({ type: "networkLost" }),
    onBack: () => engine.dispatch({ type: "tryNow" }),
  });
  const reader = { documentId, factory: createRichText, random };
  const replica = new LiveReplica(engine, reader, { ownStore, stopNetwork });
  if (options.create || engine.hasLocalState) return replica;
  try {
    await somethingToShow(engine, options);
  } catch (error) {
    await replica.close();
    throw error;
  }
  return replica;
}

/** Waits until the server's state is here. */
function somethingToShow(engine: SyncEngine<RichText>, options: ReplicaOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const { signal, onWaiting } = options;
    const end = (act: () => void) => {
      stop();
      signal?.removeEventListener("abort", onAbort);
      act();
    };
    const onAbort = () => end(() => reject(signal?.reason));
    const look = () => {
      const { state } = engine;
      if (isCaughtUp(state)) return end(resolve);
      const status = statusOf(state);
      if (isStopped(state)) return end(() => reject(new OpenError(status)));
      onWaiting?.(status);
    };
    const stop = engine.onState(look);
    signal?.addEventListener("abort", onAbort);
    if (signal?.aborted) onAbort();
    else look();
  });
}

/** What gives the token. Throws a `TypeError` at once for one that is none. */
function tokenSource(token: string | (() => string)): () => string {
  const source = typeof token === "string" ? () => token : token;
  const checked = (): string => {
    const given = source();
    const bytes = utf8Length(given);
    if (bytes < 0 || bytes > tokenBytesMax) {
      throw new TypeError(`a token has at most ${tokenBytesMax} bytes of UTF-8`);
    }
    return given;
  };
  checked();
  return checked;
}

function isStopped(state: SyncState): boolean {
  const phase = state.part === "leader" ? state.connection.phase : state.leader?.phase;
  return phase?.name === "stopped";
}

/** The given store, else the browser's, else memory, with the reason why it is only memory. */
async function findStore(given: LocalStore | undefined): Promise<{
  readonly store: LocalStore;
  readonly ownStore: LocalStore | null;
  readonly storeProblem: StoreFailure | null;
}> {
  if (given) return { store: guardedStore(given), ownStore: null, storeProblem: null };
  const opened = await openIndexedDbStore();
  if (opened.ok) return { store: opened.value, ownStore: opened.value, storeProblem: null };
  const store = new MemoryStore();
  return { store, ownStore: store, storeProblem: opened.error.kind === "unavailable" ? null : opened.error };
}

/** Tabs act as one client only if they share the store. */
function tabsFor(given: LocalStore | undefined): ReturnType<typeof browserTabs> {
  return given === undefined ? browserTabs() : null;
}

async function platformWebSocket(): Promise<WebSocketClass> {
  if (typeof WebSocket !== "undefined") return WebSocket;
  const { WebSocket: nodeWebSocket } = await import("ws");
  return nodeWebSocket;
}
