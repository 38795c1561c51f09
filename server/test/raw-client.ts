/**
 * A client that speaks the protocol frame by frame, for tests that look at single frames or break rules on
 * purpose. It keeps everything it was sent.
 */
import { once } from "node:events";
import { assert, seededRandom, systemRandom } from "@weft/base";
import {
  batchesPerFrameMax,
  type DocumentId,
  type DownFrame,
  decodeDown,
  encodeUp,
  type Hello,
  randomDocumentId,
  type SentBatch,
  type UpFrame,
} from "@weft/protocol";
import { encodeVersion, splitBatches } from "@weft/rga";
import { createRichText, type RichText } from "@weft/richtext";
import { WebSocket } from "ws";

/** A frame of one kind. */
export type FrameOf<Type extends DownFrame["type"]> = Extract<DownFrame, { type: Type }>;

/** How a socket was closed. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** A document to test with: its id and the owner's token. */
export interface TestDocument {
  readonly documentId: DocumentId;
  readonly token: string;
}

/** Fresh ids; the document is made by whoever says hello first. */
export function newTestDocument(): TestDocument {
  return {
    documentId: randomDocumentId(systemRandom),
    token: Buffer.from(systemRandom.bytes(32)).toString("base64url"),
  };
}

/** The hello of a client that knows nothing yet and makes the document if need be. */
export function helloFor({ documentId, token }: TestDocument, change: Partial<Hello> = {}): Hello {
  return {
    type: "hello",
    documentId,
    token,
    create: true,
    place: null,
    partial: null,
    version: encodeVersion(new Map()),
    ...change,
  };
}

/** A socket that speaks the protocol. */
export class RawClient {
  /** Everything that came, in order. */
  readonly frames: DownFrame[] = [];
  readonly closed: Promise<Closed>;
  private readonly socket: WebSocket;
  private waiters: (() => void)[] = [];
  private cursor = 0;
  private isClosed = false;
  private sentCount = 0;
  private heardSeq = 0;
  private refusals = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      socket.on("close", (code, reason) => {
        this.isClosed = true;
        resolve({ code, reason: reason.toString() });
        this.wake();
      });
    });
    socket.on("message", (data) => {
      assert(Buffer.isBuffer(data), "messages come as buffers");
      const frame = decodeDown(new Uint8Array(data));
      assert(frame.ok, "the server's frames can be read");
      this.follow(frame.value);
      this.frames.push(frame.value);
      this.wake();
    });
    socket.on("error", () => {});
  }

  /** Every frame has to follow on those before it (PR-28). */
  private follow(frame: DownFrame): void {
    if (frame.type === "welcome") {
      this.heardSeq = frame.reply.kind === "tail" ? frame.reply.afterSeq : frame.reply.seq;
    } else if (frame.type === "refused") this.refusals++;
    else if (frame.type === "entries") {
      assert(frame.afterSeq === this.heardSeq, `entries after ${frame.afterSeq}, heard ${this.heardSeq}`);
      this.heardSeq = frame.throughSeq;
    } else if (frame.type === "acknowledged") {
      const { afterSeq, throughSeq, refusals } = frame;
      const follows = throughSeq <= this.heardSeq || afterSeq <= this.heardSeq;
      assert(follows, `acknowledged after ${afterSeq}, heard ${this.heardSeq}`);
      assert(refusals === this.refusals, `${refusals} refusals, heard ${this.refusals}`);
      this.heardSeq = Math.max(this.heardSeq, throughSeq);
    }
  }

  /** Opens a socket and says nothing. */
  static async dial(url: string, headers: Record<string, string> = {}): Promise<RawClient> {
    const socket = new WebSocket(url, { headers });
    const client = new RawClient(socket);
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    return client;
  }

  /** Opens a socket, says hello, and waits for the welcome. */
  static async join(
    relay: { readonly socket: string },
    document: TestDocument,
    change: Partial<Hello> = {},
  ): Promise<RawClient> {
    const client = await RawClient.dial(relay.socket);
    client.send(helloFor(document, change));
    await client.next("welcome");
    return client;
  }

  send(frame: UpFrame): void {
    this.socket.send(encodeUp(frame));
  }

  sendBytes(bytes: Uint8Array | string): void {
    this.socket.send(bytes);
  }

  /** Sends batches as written just now, in as many frames as they need. */
  sendBatches(batches: readonly Uint8Array[], change: Partial<SentBatch> = {}): void {
    for (let start = 0; start < batches.length; start += batchesPerFrameMax) {
      const part = batches.slice(start, start + batchesPerFrameMax);
      const sent = part.map((bytes): SentBatch => ({ origin: "written", ageMs: 0, bytes, ...change }));
      this.send({ type: "batches", firstNumber: this.sentCount, batches: sent });
      this.sentCount += sent.length;
    }
  }

  /** The next frame of a kind after those that were waited for before; not what comes with a `pong` (PR-26). */
  async next<Type extends DownFrame["type"]>(type: Type): Promise<FrameOf<Type>> {
    for (;;) {
      while (this.cursor < this.frames.length) {
        const frame = this.frames[this.cursor++];
        if (frame !== undefined && isOf(frame, type) && !isPlaceAgain(frame)) return frame;
      }
      if (this.isClosed) throw new Error(`the socket was closed before ${type}`);
      await new Promise<void>((resolve) => this.waiters.push(resolve));
    }
  }

  /** Resolves when `isThere` holds for what has come so far. */
  async until(isThere: (frames: readonly DownFrame[]) => boolean): Promise<void> {
    while (!isThere(this.frames)) {
      if (this.isClosed) throw new Error("the socket was closed too early");
      await new Promise<void>((resolve) => this.waiters.push(resolve));
    }
  }

  /** All frames of a kind so far. */
  all<Type extends DownFrame["type"]>(type: Type): readonly FrameOf<Type>[] {
    return this.frames.flatMap((frame) => (isOf(frame, type) ? [frame] : []));
  }

  /** A ping and its answer: whatever was sent before was looked at by now. */
  async roundTrip(number = 1): Promise<void> {
    this.send({ type: "ping", number });
    await this.until(() => this.all("pong").some((pong) => pong.number === number));
  }

  /** How many batches are settled. */
  get settled(): number {
    return this.all("acknowledged").at(-1)?.batches ?? 0;
  }

  /** Waits until so many batches are settled. */
  untilSettled(count: number): Promise<void> {
    return this.until(() => this.settled >= count);
  }

  /** A ping of the socket itself, beneath the protocol. */
  pingSocket(): void {
    this.socket.ping();
  }

  /** Resolves with the next answer to one. */
  async pongOfSocket(): Promise<void> {
    await once(this.socket, "pong");
  }

  /** Stops reading, so that what is sent piles up at the server. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  close(): void {
    this.socket.close();
  }

  /** Cuts the line without a good-bye. */
  terminate(): void {
    this.socket.terminate();
  }

  private wake(): void {
    const { waiters } = this;
    this.waiters = [];
    for (const resolve of waiters) resolve();
  }
}

function isPlaceAgain(frame: DownFrame): boolean {
  return frame.type === "entries" && frame.entries.length === 0 && frame.afterSeq === frame.throughSeq;
}

function isOf<Type extends DownFrame["type"]>(frame: DownFrame, type: Type): frame is FrameOf<Type> {
  return frame.type === type;
}

const noise = seededRandom(1);

/** A person's copy of a document that types and says what to send. */
export class Typist {
  readonly richText: RichText;

  constructor({ documentId }: TestDocument, replica?: string) {
    this.richText = createRichText(replica === undefined ? { documentId } : { documentId, replica });
  }

  /** Types at the end; the batches to send. */
  type(text: string): readonly Uint8Array[] {
    this.richText.edit([{ type: "insertText", at: this.richText.length, text }]);
    return this.take();
  }

  /** Types `length` characters that hardly deflate, so that their bytes count; the batches to send. */
  typeNoise(length: number): readonly Uint8Array[] {
    return this.type(Array.from({ length }, () => String.fromCharCode(97 + noise.below(26))).join(""));
  }

  /** The batches of all edits since the last call, at least one. */
  take(): readonly Uint8Array[] {
    const update = this.richText.takeUpdate();
    assert(update !== null, "typing leaves something to send");
    const batches = splitBatches(update);
    assert(batches.ok, "an update is made of batches");
    return batches.value;
  }

  /** Takes in what a client was told: a snapshot must have been assembled before. */
  read(client: RawClient): void {
    for (const { entries } of client.all("entries")) {
      for (const { bytes } of entries) this.richText.applyUpdate(bytes);
    }
  }

  get text(): string {
    return this.richText.text();
  }
}
