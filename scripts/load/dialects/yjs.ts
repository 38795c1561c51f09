/**
 * Clients of the Yjs servers: y-websocket's messages (a kind, then the sync protocol's), which our relay speaks for Yjs
 * documents, and Hocuspocus's, which put the document's name before them, begin with a token and answer each edit.
 */
import { join } from "node:path";
import { systemRandom } from "@weft/base";
import { root } from "../../workspace.mjs";
import type { ServerKind } from "../messages.ts";
import { connect } from "./connect.ts";
import type { Dialect, Ears, LightClient, LoadRoom, PreparedEdit } from "./dialect.ts";
import { noise } from "./weft.ts";

/** Imports `bench/servers/yjs-edits.mjs`, given its path. */
export type LoadYjsEdits = (file: string) => Promise<YjsEdits>;

/** What that file exports. */
export interface YjsEdits {
  editsOfWriter(
    count: number,
    text: string,
  ): readonly { readonly key: string; readonly update: Uint8Array }[];
  /** How many characters a state has. */
  lengthOf(update: Uint8Array): number;
}

/** Who serves Yjs documents. */
export type YjsServerKind = Exclude<ServerKind, "weft">;

/** Kinds of messages, the same for all. */
const kinds = { sync: 0, awareness: 1, auth: 2, syncReply: 4, syncStatus: 8 };
/** Kinds of sync messages (`y-protocols/sync`). */
const steps = { one: 0, two: 1, update: 2 };

/** A Yjs server at `http://…`. */
export class YjsDialect implements Dialect {
  readonly address: string;
  private readonly server: YjsServerKind;
  private readonly edits: YjsEdits;

  private constructor(address: string, server: YjsServerKind, edits: YjsEdits) {
    this.address = address;
    this.server = server;
    this.edits = edits;
  }

  /** Loads Yjs from the peers' own folder. */
  static async load(address: string, server: YjsServerKind, load: LoadYjsEdits): Promise<YjsDialect> {
    const file = join(root, "bench/servers/yjs-edits.mjs");
    return new YjsDialect(address, server, await load(file));
  }

  /** How many characters there are in what a client was told that the room has. */
  lengthOf(update: Uint8Array): number {
    return this.edits.lengthOf(update);
  }

  async createRoom(): Promise<LoadRoom> {
    if (this.server !== "weft-yjs")
      return { id: Buffer.from(systemRandom.bytes(12)).toString("hex"), token: "" };
    const body = JSON.stringify({ engine: "yjs" });
    const answer = await fetch(`${this.address}/api/documents`, { method: "POST", body });
    const { documentId: id, token }: { documentId: string; token: string } = await answer.json();
    return { id, token };
  }

  prepare(room: LoadRoom, count: number, length: number): readonly PreparedEdit[] {
    const head = this.head(room);
    return this.edits.editsOfWriter(count, noise(length)).map(({ key, update }) => ({
      key,
      message: Buffer.concat([head, Buffer.from([kinds.sync, steps.update]), lengthPrefixed(update)]),
    }));
  }

  async open(room: LoadRoom, ears: Ears): Promise<LightClient> {
    const head = this.head(room);
    let settled = 0;
    let isJoined = (): void => {};
    let isLost = (_: Error): void => {};
    const joined = new Promise<void>((resolve, reject) => {
      isJoined = resolve;
      isLost = reject;
    });
    const socket = await connect(`${this.address.replace(/^http/, "ws")}/${this.pathOf(room)}`, (bytes) => {
      const [kind, at] = readUint(bytes, head.length);
      if (kind === kinds.syncStatus) ears.settled?.(++settled);
      if (kind !== kinds.sync && kind !== kinds.syncReply) return;
      const step = bytes[at];
      if (step === steps.two) {
        ears.state?.(bytes.subarray(readUint(bytes, at + 1)[1]));
        isJoined();
      }
      if (step === steps.update && ears.edit !== undefined) ears.edit(keyOf(bytes, at + 1));
    });
    socket.once("close", (code) => {
      isLost(new Error(`the server closed the socket: ${code}`));
      ears.closed?.();
    });
    if (this.server === "hocuspocus") socket.send(Buffer.concat([head, Buffer.from([kinds.auth, 0, 0])]));
    // An empty state vector is one byte.
    socket.send(Buffer.concat([head, Buffer.from([kinds.sync, steps.one, 1, 0])]));
    await joined;
    const client = systemRandom.below(2 ** 31);
    return {
      send: (message) => socket.send(message),
      announce: (number) => {
        const state = JSON.stringify({ user: { name: "some name" }, cursor: number });
        const update = [varint(1), varint(client), varint(number + 1), lengthPrefixed(Buffer.from(state))];
        const message = [head, varint(kinds.awareness), lengthPrefixed(Buffer.concat(update))];
        socket.send(Buffer.concat(message));
      },
      pause: () => socket.pause(),
      close: () => socket.terminate(),
    };
  }

  private pathOf({ id, token }: LoadRoom): string {
    if (this.server === "hocuspocus") return "";
    return this.server === "weft-yjs" ? `yjs/${id}?token=${token}` : id;
  }

  private head({ id }: LoadRoom): Buffer {
    return this.server === "hocuspocus" ? lengthPrefixed(Buffer.from(id)) : Buffer.alloc(0);
  }
}

/** Writer and clock of an update of one item: sizes of two lists stand before them. */
function keyOf(bytes: Uint8Array, start: number): string {
  let at = start;
  let value = 0;
  const values: number[] = [];
  for (let field = 0; field < 5; field++) {
    [value, at] = readUint(bytes, at);
    values.push(value);
  }
  return `${values[3]}:${values[4]}`;
}

function readUint(bytes: Uint8Array, start: number): readonly [value: number, end: number] {
  let value = 0;
  let factor = 1;
  let at = start;
  for (;;) {
    const byte = bytes[at++] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return [value, at];
    factor *= 128;
  }
}

function varint(number: number): Buffer {
  const bytes: number[] = [];
  let rest = number;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}

function lengthPrefixed(bytes: Uint8Array): Buffer {
  return Buffer.concat([varint(bytes.length), bytes]);
}
