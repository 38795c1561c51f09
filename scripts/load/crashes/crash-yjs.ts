/**
 * Kills the real server at random instants while stock y-websocket clients write in one Yjs document. Saved is what the
 * server has echoed to its sender: after each kill it must be there for a client that has seen nothing, before any other has had
 * the chance to offer it again.
 */
import type { Random } from "@weft/base";
import { WebSocket } from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { startServer, type WeftServer } from "../../../apps/editor/e2e/weft-server.ts";
import { pause } from "../samples.ts";

/** What was made, and what became of it. */
export interface YjsCrashes {
  readonly edits: number;
  readonly echoed: number;
  readonly lost: number;
  readonly isEqual: boolean;
}

interface YjsDocument {
  readonly documentId: string;
  readonly token: string;
}

/** How long everybody may take to come together again. */
const patienceMs = 60_000;
const pasteLength = 6_000;
/** The first two numbers of a frame that answers the server's question, and of one that holds an edit. */
const answer = [0, 1];
const update = [0, 2];

/** Writes and kills so many times. */
export async function crashYjs(rounds: number, writerCount: number, random: Random): Promise<YjsCrashes> {
  const server = await startServer();
  const document = await newDocument(server);
  const writers = Array.from({ length: writerCount }, () => new Writer(server.address, document));
  let edits = 0;
  let lost = 0;
  try {
    for (let round = 0; round < rounds; round++) {
      for (const writer of writers) await writer.joined();
      const deadline = performance.now() + 20 + random.below(200);
      const pastes = random.below(3) === 0;
      while (performance.now() < deadline) {
        for (const { text } of writers) {
          text.insert(random.below(text.length + 1), pastes ? noise(random) : "x");
          edits++;
        }
        await pause(1);
      }
      await server.kill9();
      const promised = writers.map(({ document: { clientID }, saved }) => ({ clientID, saved }));
      const found = await clocksOnDisk(server.dataFolder, document);
      for (const { clientID, saved } of promised) lost += Math.max(0, saved - (found.get(clientID) ?? 0));
      await server.restart();
    }
    const isEqual = await comeTogether(writers);
    return { edits, echoed: writers.reduce((sum, { echoes }) => sum + echoes, 0), lost, isEqual };
  } finally {
    for (const writer of writers) writer.close();
    await server.stop();
  }
}

/** A stock client, and what it was told is saved. */
class Writer {
  readonly document = new Y.Doc();
  readonly text = this.document.getText("text");
  /** Its own clock up to which the server has echoed. */
  saved = 0;
  /** Frames that were echoed. */
  echoes = 0;
  private readonly provider: WebsocketProvider;
  private waiting: { readonly bytes: Buffer; readonly clock: number }[] = [];

  constructor(address: string, { documentId, token }: YjsDocument) {
    const writer = this;
    class ListeningSocket extends WebSocket {
      constructor(url: string) {
        super(url);
        writer.waiting = [];
        // The provider asks for array buffers.
        this.on("message", (data) => data instanceof ArrayBuffer && writer.hear(Buffer.from(data)));
      }

      override send(data: Uint8Array): void {
        writer.note(data);
        super.send(data);
      }
    }
    this.provider = new WebsocketProvider(
      `${address.replace(/^http/, "ws")}/yjs`,
      documentId,
      this.document,
      {
        params: { token },
        // Typed for browsers; the one of `ws` does all that it is asked for.
        WebSocketPolyfill: ListeningSocket as never,
        disableBc: true,
        maxBackoffTime: 200,
      },
    );
  }

  get clock(): number {
    return clocksOf(this.document).get(this.document.clientID) ?? 0;
  }

  async joined(): Promise<void> {
    await within(() => this.provider.synced);
  }

  close(): void {
    this.provider.destroy();
    this.document.destroy();
  }

  private note(data: Uint8Array): void {
    const frame = Buffer.from(data);
    if (![answer, update].some(([kind, step]) => frame[0] === kind && frame[1] === step)) return;
    this.waiting.push({ bytes: frame.subarray(2), clock: this.clock });
  }

  private hear(frame: Buffer): void {
    if (frame[0] !== update[0] || frame[1] !== update[1]) return;
    const index = this.waiting.findIndex(({ bytes }) => bytes.equals(frame.subarray(2)));
    const [echoed] = index < 0 ? [] : this.waiting.splice(index, 1);
    if (echoed === undefined) return;
    this.echoes++;
    this.saved = Math.max(this.saved, echoed.clock);
  }
}

async function newDocument(server: WeftServer): Promise<YjsDocument> {
  const answered = await fetch(`${server.address}/api/documents`, {
    method: "POST",
    body: JSON.stringify({ engine: "yjs" }),
  });
  return answered.json();
}

function clocksOf(document: Y.Doc): ReadonlyMap<number, number> {
  return Y.decodeStateVector(Y.encodeStateVector(document));
}

/** What a server that starts on the same data shows to a client that has seen nothing. */
async function clocksOnDisk(dataFolder: string, document: YjsDocument): Promise<ReadonlyMap<number, number>> {
  const witness = await startServer({ dataFolder });
  const reader = new Writer(witness.address, document);
  await reader.joined();
  const clocks = clocksOf(reader.document);
  reader.close();
  await witness.kill9();
  return clocks;
}

/** Whether all see one text when all is saved. */
async function comeTogether(writers: readonly Writer[]): Promise<boolean> {
  await within(() =>
    writers.every(
      (writer) =>
        writer.saved === writer.clock &&
        writers.every(({ document }) => clocksOf(document).get(writer.document.clientID) === writer.clock),
    ),
  );
  const texts = writers.map(({ text }) => text.toString());
  return texts.every((text) => text === texts[0]);
}

async function within(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error("The writers did not come together again.");
    await pause(10);
  }
}

function noise(random: Random): string {
  return Buffer.from(random.bytes((pasteLength * 3) / 4)).toString("base64");
}
