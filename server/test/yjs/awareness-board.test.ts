/** Who is there, as the awareness of y-protocols itself sees it: stock clients around the board, without sockets and time. */
import { assert } from "@weft/base";
import { decodeAll } from "@weft/codec";
import { describe, expect, test } from "vitest";
import {
  Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from "y-protocols/awareness";
import * as Y from "yjs";
import { AwarenessBoard } from "../../src/yjs/awareness-board.ts";
import { type AwarenessEntry, decodeYjsFrame, encodeYjsFrame } from "../../src/yjs/yjs-frames.ts";

/** The awareness of a stock client, told and telling as y-websocket does. */
class StockClient {
  readonly awareness = new Awareness(new Y.Doc());
  private readonly outgoing: Uint8Array[] = [];

  constructor(name: string) {
    this.awareness.on("update", ({ added, updated, removed }: Record<string, number[]>) => {
      this.tell([...(added ?? []), ...(updated ?? []), ...(removed ?? [])]);
    });
    this.awareness.setLocalState({ name });
  }

  get seen(): readonly string[] {
    return [...this.awareness.getStates().values()].map(({ name }) => name).sort();
  }

  loseLine(): void {
    const others = [...this.awareness.getStates().keys()].filter((id) => id !== this.awareness.clientID);
    removeAwarenessStates(this.awareness, others, "line");
    this.outgoing.length = 0;
  }

  comeBack(): void {
    this.tell([this.awareness.clientID]);
  }

  /** The entries of the next frame; null if there is none. */
  next(): readonly AwarenessEntry[] | null {
    const update = this.outgoing.shift();
    if (update === undefined) return null;
    const frame = decodeYjsFrame(new Uint8Array([1, ...varint(update.length), ...update]));
    assert(frame.ok && frame.value.kind === "awareness", "a frame of awareness");
    return frame.value.entries;
  }

  hear(entries: readonly AwarenessEntry[]): void {
    const update = decodeAll(encodeYjsFrame({ kind: "awareness", entries }), (reader) => {
      reader.readVarint();
      return reader.readBytes().slice();
    });
    assert(update.ok, "a frame of awareness");
    applyAwarenessUpdate(this.awareness, update.value, "line");
  }

  private tell(clients: readonly number[]): void {
    this.outgoing.push(encodeAwarenessUpdate(this.awareness, [...clients]));
  }
}

function varint(number: number): readonly number[] {
  return number < 128 ? [number] : [(number % 128) + 128, ...varint(Math.floor(number / 128))];
}

/** Lets everything pass that anybody has to say. Returns how many frames that took. */
function exchange(board: AwarenessBoard, clients: readonly StockClient[]): number {
  let frames = 0;
  for (let isQuiet = false; !isQuiet; ) {
    isQuiet = true;
    for (const client of clients) {
      for (let entries = client.next(); entries !== null; entries = client.next()) {
        isQuiet = false;
        frames++;
        expect(frames, "nobody talks for ever").toBeLessThan(100);
        const { asked } = board.announce(client, entries);
        if (asked.length > 0) client.hear(asked);
      }
    }
    if (!board.hasChanged) continue;
    const changes = board.takeChanges();
    for (const client of clients) client.hear(changes);
  }
  return frames;
}

describe("[YJ-11] stock clients see each other again at once", () => {
  const meet = (): { board: AwarenessBoard; clients: readonly [StockClient, StockClient] } => {
    const board = new AwarenessBoard();
    const clients = [new StockClient("Ada"), new StockClient("Ben")] as const;
    exchange(board, clients);
    for (const { seen } of clients) expect(seen).toEqual(["Ada", "Ben"]);
    return { board, clients };
  };

  test("when the server was killed", () => {
    const { clients } = meet();
    for (const client of clients) client.loseLine();
    for (const { seen } of clients) expect(seen).toHaveLength(1);
    for (const client of clients) client.comeBack();
    exchange(new AwarenessBoard(), clients);
    for (const { seen } of clients) expect(seen).toEqual(["Ada", "Ben"]);
  });

  test("when one of them lost the line", () => {
    const { board, clients } = meet();
    const [ada, ben] = clients;
    ada.loseLine();
    board.leave(ada);
    exchange(board, [ben]);
    expect(ben.seen).toEqual(["Ben"]);
    ada.comeBack();
    ada.hear(board.everybody());
    exchange(board, clients);
    expect(ben.seen).toEqual(["Ada", "Ben"]);
  });

  test("and each is asked once: nobody talks for ever", () => {
    const { board, clients } = meet();
    const [ada] = clients;
    ada.awareness.setLocalState({ name: "Ada" });
    // Hers, and the other's passing it on.
    expect(exchange(board, clients)).toBeLessThanOrEqual(2);
    expect(board.announce(ada, [{ client: ada.awareness.clientID, clock: 99, state: "{}" }]).asked).toEqual(
      [],
    );
  });
});
