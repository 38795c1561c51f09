/** The hooks over a replica in memory, rendered into a stand-in for a page: nothing is drawn, so little is needed. */
import type { Peer, Replica, SyncStatus } from "@weft/sync";
import { act, createElement, StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type OpenReplica,
  type ReplicaOpening,
  useDocument,
  useKeptPieces,
  usePeers,
  useReplica,
  useSyncStatus,
} from "../src/index.ts";
import { mount, removePage, standInPage } from "./stand-in-page.ts";

beforeAll(standInPage);
afterAll(removePage);

const saved: SyncStatus = {
  state: "saved",
  unsavedEdits: 0,
  storedHere: 0,
  keepsLocally: true,
  connected: true,
  caughtUp: true,
  role: "owner",
  savedAt: 1,
  waitingSince: null,
  keptPieces: 0,
  reason: null,
};

/** A replica whose status, peers and document are set by the test. */
class StandInReplica {
  current = saved;
  peers: readonly Peer[] = [];
  shown = { name: "first" };
  closed = 0;
  private readonly listeners = new Set<() => void>();
  readonly presence = {
    set: () => undefined,
    others: () => this.peers,
    onChange: (l: () => void) => this.listen(l),
  };

  get document(): object {
    return this.shown;
  }
  status = () => this.current;
  onStatus = (listener: () => void) => this.listen(listener);
  onDocument = (listener: () => void) => this.listen(listener);
  keptPieces = () => noPieces;
  close = async () => {
    this.closed++;
  };

  get listenerCount(): number {
    return this.listeners.size;
  }

  change(next: { readonly current?: SyncStatus; readonly shown?: { name: string } }): void {
    Object.assign(this, next);
    for (const listener of [...this.listeners]) listener();
  }

  /** The face of a whole replica: the hooks touch no more than what is here. */
  asReplica(): Replica {
    return this as unknown as Replica;
  }

  private listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

const noPieces: readonly never[] = [];

/** Tells what the hooks over one replica give, and draws nothing. */
function Follower(props: {
  readonly replica: Replica;
  readonly onLook: (seen: readonly unknown[]) => void;
}): null {
  const { replica, onLook } = props;
  onLook([
    useSyncStatus(replica).state,
    usePeers(replica).length,
    useDocument(replica),
    useKeptPieces(replica).length,
  ]);
  return null;
}

/** Tells how the opening of a replica stands, and draws nothing. */
function Opener(props: {
  readonly documentId: string;
  readonly open: OpenReplica;
  readonly onLook: (seen: ReplicaOpening) => void;
}): null {
  props.onLook(useReplica({ url: "http://here", documentId: props.documentId }, props.open));
  return null;
}

test("status, peers, document and kept pieces follow their replica, and let go of it at the end", async () => {
  const replica = new StandInReplica();
  const seen: (readonly unknown[])[] = [];
  const onLook = (look: readonly unknown[]) => void seen.push(look);
  const page = await mount(createElement(Follower, { replica: replica.asReplica(), onLook }));
  expect(seen.at(-1)).toEqual(["saved", 0, { name: "first" }, 0]);
  const saving: SyncStatus = { ...saved, state: "saving", unsavedEdits: 2 };
  await act(() => replica.change({ current: saving }));
  expect(seen.at(-1)).toEqual(["saving", 0, { name: "first" }, 0]);
  const second = { name: "second" };
  await act(() => replica.change({ shown: second }));
  expect(seen.at(-1)).toEqual(["saving", 0, second, 0]);
  const renders = seen.length;
  await act(() => replica.change({}));
  expect(seen).toHaveLength(renders);
  await page.unmount();
  expect(replica.listenerCount).toBe(0);
});

test("a replica is opened, shown, and closed with its component", async () => {
  const replica = new StandInReplica();
  const seen: ReplicaOpening["state"][] = [];
  const open: OpenReplica = async () => replica.asReplica();
  const onLook = ({ state }: ReplicaOpening) => void seen.push(state);
  const page = await mount(createElement(Opener, { documentId: "d", open, onLook }));
  expect([...new Set(seen)]).toEqual(["opening", "open"]);
  expect(replica.closed).toBe(0);
  await page.unmount();
  expect(replica.closed).toBe(1);
});

test("in strict mode the first mount's replica is closed and the second one shown", async () => {
  const replicas: StandInReplica[] = [];
  const open: OpenReplica = async () => {
    const replica = new StandInReplica();
    replicas.push(replica);
    return replica.asReplica();
  };
  let shown: Replica | null = null;
  const onLook = (opening: ReplicaOpening) => {
    shown = opening.state === "open" ? opening.replica : null;
  };
  const opener = createElement(Opener, { documentId: "d", open, onLook });
  const page = await mount(createElement(StrictMode, null, opener));
  expect(replicas.map((replica) => replica.closed)).toEqual([1, 0]);
  expect(shown).toBe(replicas[1]);
  await page.unmount();
  expect(replicas.map((replica) => replica.closed)).toEqual([1, 1]);
});

test("another document is another replica; what the wait and a failure say is shown", async () => {
  const opened: string[] = [];
  const open: OpenReplica = async ({ documentId, onWaiting }) => {
    opened.push(documentId);
    onWaiting?.({ ...saved, state: "offline" });
    throw new Error(`no ${documentId}`);
  };
  const seen: ReplicaOpening[] = [];
  const onLook = (opening: ReplicaOpening) => void seen.push(opening);
  const page = await mount(createElement(Opener, { documentId: "a", open, onLook }));
  expect(seen.at(-1)).toMatchObject({ state: "failed", error: { message: "no a" } });
  await page.render(createElement(Opener, { documentId: "b", open, onLook }));
  expect(opened).toEqual(["a", "b"]);
  expect(seen.at(-1)).toMatchObject({ state: "failed", error: { message: "no b" } });
  await page.unmount();
});

test("on a server the hooks give what is known, and nothing is opened", () => {
  const replica = new StandInReplica().asReplica();
  const seen: unknown[] = [];
  const open: OpenReplica = () => {
    throw new Error("nothing is opened on a server");
  };
  renderToString(createElement(Follower, { replica, onLook: (look) => void seen.push(look[0]) }));
  renderToString(
    createElement(Opener, { documentId: "d", open, onLook: ({ state }) => void seen.push(state) }),
  );
  expect(seen).toEqual(["saved", "opening"]);
});
