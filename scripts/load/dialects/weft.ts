/** Clients of our server that speak its protocol frame by frame. */
import { assert, systemRandom } from "@weft/base";
import {
  type DocumentId,
  type DownFrame,
  decodeDown,
  type Entry,
  encodeUp,
  parseDocumentId,
  pingIntervalMs,
  randomDocumentId,
  type Welcome,
} from "@weft/protocol";
import { encodeVersion, readBatchHeader, splitBatches } from "@weft/rga";
import { createRichText } from "@weft/richtext";
import { connect } from "./connect.ts";
import type { Dialect, Ears, LightClient, LoadRoom, PreparedEdit } from "./dialect.ts";

const nothing = encodeVersion(new Map());

/** Our server at `http://…`. */
export class WeftDialect implements Dialect {
  readonly address: string;
  /** The key of each entry by document and place: all who hear of it look it up, and only the first reads it. */
  private readonly keysByRoom = new Map<string, Map<number, string>>();

  constructor(address: string) {
    this.address = address;
  }

  /** A document that is made by the first `hello`. */
  createRoom(): Promise<LoadRoom> {
    const token = Buffer.from(systemRandom.bytes(32)).toString("base64url");
    return Promise.resolve({ id: randomDocumentId(systemRandom), token });
  }

  prepare(room: LoadRoom, count: number, length: number): readonly PreparedEdit[] {
    return batchesFor(room, count, length).map((bytes, number) => ({
      key: keyOf(bytes),
      message: batchFrame(number, bytes),
    }));
  }

  async open(room: LoadRoom, ears: Ears): Promise<LightClient> {
    const conversation = new Conversation(ears, this.keysOf(room));
    const socket = await connect(`${this.address.replace(/^http/, "ws")}/sync`, (bytes) =>
      conversation.receive(bytes),
    );
    socket.send(helloTo(room));
    let pings = 0;
    const heartbeat = setInterval(
      () => socket.send(encodeUp({ type: "ping", number: pings++ })),
      pingIntervalMs,
    );
    socket.once("close", (code, reason) => {
      clearInterval(heartbeat);
      conversation.end(`${code} ${reason.toString()}`);
      ears.closed?.();
    });
    await conversation.joined;
    return {
      send: (message) => socket.send(message),
      announce: (number) =>
        socket.send(
          encodeUp({ type: "announce", client: 1, state: Buffer.from(`caret ${number}, some name`) }),
        ),
      pause: () => socket.pause(),
      close: () => socket.terminate(),
    };
  }

  private keysOf({ id }: LoadRoom): Map<number, string> {
    const keys = this.keysByRoom.get(id) ?? new Map<number, string>();
    this.keysByRoom.set(id, keys);
    return keys;
  }
}

/** Says that a client knows nothing of a room yet. */
export function helloTo(room: LoadRoom): Uint8Array {
  return encodeUp({
    type: "hello",
    documentId: documentIdOf(room),
    token: room.token,
    create: true,
    place: null,
    partial: null,
    version: nothing,
  });
}

/** A new writer's first so many edits, a batch each, of so many characters. */
export function batchesFor(room: LoadRoom, count: number, length: number): readonly Uint8Array[] {
  const richText = createRichText({ documentId: documentIdOf(room) });
  return Array.from({ length: count }, () => {
    richText.edit([{ type: "insertText", at: richText.length, text: noise(length) }]);
    const update = richText.takeUpdate();
    assert(update !== null, "an edit leaves something to send");
    const batches = splitBatches(update);
    assert(batches.ok && batches.value.length === 1, "an edit is one batch");
    const [bytes] = batches.value;
    assert(bytes !== undefined, "an edit is one batch");
    return bytes;
  });
}

/** The frame of one batch, the session's how-manieth. */
export function batchFrame(firstNumber: number, bytes: Uint8Array): Uint8Array {
  return encodeUp({ type: "batches", firstNumber, batches: [{ origin: "written", ageMs: 0, bytes }] });
}

/** What comes down one socket. */
class Conversation {
  readonly joined: Promise<void>;
  private readonly ears: Ears;
  private readonly keys: Map<number, string>;
  private resolve: () => void = () => {};
  private reject: (error: Error) => void = () => {};
  private welcome: Welcome | null = null;
  private isWhole = false;
  private throughSeq = 0;

  constructor(ears: Ears, keys: Map<number, string>) {
    this.ears = ears;
    this.keys = keys;
    this.joined = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  receive(bytes: Uint8Array): void {
    const frame = decodeDown(bytes);
    assert(frame.ok, "the server's frames can be read");
    this.take(frame.value);
  }

  end(reason: string): void {
    this.reject(new Error(`the server closed the socket: ${reason}`));
  }

  private take(frame: DownFrame): void {
    switch (frame.type) {
      case "welcome":
        this.welcome = frame;
        this.isWhole = frame.reply.kind === "tail";
        this.throughSeq = frame.reply.kind === "tail" ? frame.reply.afterSeq : frame.reply.seq;
        break;
      case "chunk":
        this.isWhole = frame.offset + frame.bytes.length === frame.totalBytes;
        break;
      case "entries":
        this.throughSeq = frame.throughSeq;
        if (this.ears.edit !== undefined) for (const entry of frame.entries) this.hear(entry);
        break;
      case "acknowledged":
        this.ears.settled?.(frame.batches);
        break;
      case "refused":
        throw new Error(`the server refused an edit: ${frame.sentence}`);
      default:
    }
    if (this.welcome !== null && this.isWhole && this.throughSeq >= this.welcome.lastSeq) this.resolve();
  }

  private hear({ seq, bytes }: Entry): void {
    const key = this.keys.get(seq) ?? keyOf(bytes);
    this.keys.set(seq, key);
    this.ears.edit?.(key);
  }
}

function keyOf(batch: Uint8Array): string {
  const header = readBatchHeader(batch);
  assert(header.ok, "a batch has a header");
  return `${header.value.replica}:${header.value.counter}`;
}

function documentIdOf({ id }: LoadRoom): DocumentId {
  const documentId = parseDocumentId(id);
  assert(documentId !== null, "a room is named by a document id");
  return documentId;
}

/** Bytes that the platform draws at once. */
const drawnBytesMax = 60_000;

/** Characters that hardly deflate, so that their bytes count. */
export function noise(length: number): string {
  let text = "";
  while (text.length < length) {
    const bytes = Math.min(drawnBytesMax, length - text.length);
    text += Buffer.from(systemRandom.bytes(bytes)).toString("base64url");
  }
  return text.slice(0, length);
}
