/** A Yjs client frame by frame, for tests that look at single frames or break rules on purpose. */
import { once } from "node:events";
import { systemClock } from "@weft/base";
import { type ByteReader, ByteWriter, decodeAll } from "@weft/codec";
import { WebSocket } from "ws";
import * as Y from "yjs";
import type { TestRelay } from "../relay-fixture.ts";

/** A Yjs document on a relay: its id and a token. */
export interface YjsDocument {
  readonly documentId: string;
  readonly token: string;
}

/** A frame as it came: its first number, for sync and auth its second, and its bytes. */
export interface RawFrame {
  readonly kind: number;
  readonly step: number;
  readonly bytes: Uint8Array;
}

/** How a socket was closed. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** Makes a Yjs document; `wish` goes into the request. */
export async function newYjsDocument(relay: TestRelay, wish: object = {}): Promise<YjsDocument> {
  const body = JSON.stringify({ engine: "yjs", ...wish });
  const answer = await fetch(`${relay.http}/api/documents`, { method: "POST", body });
  return JSON.parse(await answer.text());
}

/** A socket that speaks y-websocket's protocol, and a Yjs document that hears what comes. */
export class RawYjsClient {
  readonly document = new Y.Doc();
  readonly frames: RawFrame[] = [];
  readonly closed: Promise<Closed>;
  readonly socket: WebSocket;
  /** Edits of this client, sent or not. */
  readonly edits: Uint8Array[] = [];

  constructor(relay: TestRelay, { documentId, token }: YjsDocument) {
    this.socket = new WebSocket(`${relay.socket.replace("/sync", "/yjs")}/${documentId}?token=${token}`);
    this.closed = new Promise((resolve) => {
      this.socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    this.socket.on("error", () => {});
    this.socket.on("message", (data: Buffer) => this.take(new Uint8Array(data)));
    this.document.on("update", (update, origin) => {
      if (origin !== this) this.edits.push(update);
    });
  }

  /** Connects and waits until the server has answered what it has. */
  static async join(relay: TestRelay, document: YjsDocument): Promise<RawYjsClient> {
    const client = new RawYjsClient(relay, document);
    await once(client.socket, "open");
    client.sendSync(0, Y.encodeStateVector(client.document));
    await client.until(() => client.sync(1).length > 0);
    return client;
  }

  get text(): string {
    return this.document.getText("text").toString();
  }

  /** Writes at the end and sends the edit; gives its bytes. */
  type(words: string): Uint8Array {
    const text = this.document.getText("text");
    text.insert(text.length, words);
    const update = this.edits.at(-1) ?? new Uint8Array();
    this.sendSync(2, update);
    return update;
  }

  sendSync(step: number, bytes: Uint8Array): void {
    this.send([0, step], bytes);
  }

  sendAwareness(entries: readonly { client: number; clock: number; state: string }[]): void {
    const writer = new ByteWriter();
    writer.writeVarint(entries.length);
    for (const { client, clock, state } of entries) {
      writer.writeVarint(client);
      writer.writeVarint(clock);
      writer.writeBytes(Buffer.from(state));
    }
    this.send([1], writer.toBytes());
  }

  /** The bytes of the frames of one step of sync: 0 a question, 1 an answer, 2 an update. */
  sync(step: number): readonly Uint8Array[] {
    return this.frames.filter((frame) => frame.kind === 0 && frame.step === step).map(({ bytes }) => bytes);
  }

  /** What was said of clients, in order: their ids, clocks and states. */
  awareness(): readonly [number, number, string][] {
    return this.frames
      .filter(({ kind }) => kind === 1)
      .flatMap(({ bytes }) => {
        const entries = decodeAll(bytes, (reader) =>
          Array.from({ length: reader.readVarint() }, (): [number, number, string] => [
            reader.readVarint(),
            reader.readVarint(),
            Buffer.from(reader.readBytes()).toString(),
          ]),
        );
        return entries.ok ? entries.value : [];
      });
  }

  /** Asks until it is so; the test's own time limit is the only one. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => systemClock.after(5, resolve));
  }

  async leave(): Promise<void> {
    this.socket.terminate();
    await this.closed;
  }

  private send(numbers: readonly number[], bytes: Uint8Array): void {
    const writer = new ByteWriter();
    for (const number of numbers) writer.writeVarint(number);
    writer.writeBytes(bytes);
    this.socket.send(writer.toBytes());
  }

  private take(data: Uint8Array): void {
    const read = (reader: ByteReader): RawFrame => {
      const kind = reader.readVarint();
      const step = kind === 1 ? 0 : reader.readVarint();
      return { kind, step, bytes: reader.readBytes().slice() };
    };
    const frame = decodeAll(data, read);
    if (!frame.ok) throw frame.error;
    this.frames.push(frame.value);
    const { kind, step, bytes } = frame.value;
    if (kind === 0 && step > 0) Y.applyUpdate(this.document, bytes, this);
  }
}
