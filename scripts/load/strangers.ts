/** Connections that send what is broken in every way to both kinds of document, and come again when they are sent away. */
import { type Random, systemRandom } from "@weft/base";
import { WebSocket } from "ws";
import type { LoadRoom } from "./dialects/dialect.ts";
import { batchesFor, batchFrame, helloTo } from "./dialects/weft.ts";
import { pause } from "./samples.ts";

const strangersAtOnce = 40;
/** Of each, while it is let. */
const framesPerSecond = 50;
/** How long one that was sent away stays away. */
const awayMs = 1000;
/** A Yjs update as a y-websocket client sends it: writer 1 puts "a" into the text "text". */
const yjsFrame = Uint8Array.of(0, 2, 14, 1, 1, 1, 0, 4, 1, 4, 116, 101, 120, 116, 1, 97, 0);

/** Where a stranger goes, what it says first, and the frames that it breaks. */
interface Aim {
  readonly url: string;
  readonly greeting: Uint8Array | null;
  /** Of a connection's how-manieth frame. */
  frame(number: number): Uint8Array;
}

/** Strangers in one room of ours and in one Yjs document. */
export class Strangers {
  sent = 0;
  sentAway = 0;
  private readonly address: string;
  private readonly room: LoadRoom;
  private isOver = false;
  private running: Promise<unknown> = Promise.resolve();

  constructor(address: string, room: LoadRoom) {
    this.address = address;
    this.room = room;
  }

  /** Resolves when they begin to come. */
  async begin(): Promise<void> {
    const aims = [this.nativeAim(), await this.yjsAim()];
    this.running = Promise.all(
      Array.from({ length: strangersAtOnce }, async (_, index) => {
        await pause((1000 * index) / strangersAtOnce);
        const aim = aims[index % aims.length];
        while (aim !== undefined && !this.isOver) {
          await this.visit(aim);
          await pause(awayMs);
        }
      }),
    );
  }

  async end(): Promise<void> {
    this.isOver = true;
    await this.running;
  }

  /** Three in four frames keep the protocol's rules, but what is in their batches does not. */
  private nativeAim(): Aim {
    const batch = batchesFor(this.room, 1, 5)[0] ?? new Uint8Array();
    return {
      url: `${this.address.replace(/^http/, "ws")}/sync`,
      greeting: helloTo(this.room),
      frame: (number) => {
        const isPolite = systemRandom.below(4) > 0;
        const bytes = isPolite ? broken(batch, systemRandom) : batch;
        const frame = batchFrame(number, bytes);
        return isPolite ? frame : broken(frame, systemRandom);
      },
    };
  }

  private async yjsAim(): Promise<Aim> {
    const body = JSON.stringify({ engine: "yjs" });
    const answer = await fetch(`${this.address}/api/documents`, { method: "POST", body });
    const { documentId, token }: { documentId: string; token: string } = await answer.json();
    const url = `${this.address.replace(/^http/, "ws")}/yjs/${documentId}?token=${token}`;
    return { url, greeting: null, frame: () => broken(yjsFrame, systemRandom) };
  }

  /** One connection, until the server has enough of it. */
  private async visit({ url, greeting, frame }: Aim): Promise<void> {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.on("error", () => {});
    const closed = new Promise((resolve) => socket.once("close", resolve));
    const heard = new Promise((resolve) => socket.once("message", resolve));
    await Promise.race([closed, new Promise((resolve) => socket.once("open", resolve))]);
    if (greeting !== null && socket.readyState === WebSocket.OPEN) {
      socket.send(greeting);
      await Promise.race([closed, heard]);
    }
    for (let number = 0; socket.readyState === WebSocket.OPEN && !this.isOver; number++) {
      socket.send(frame(number));
      this.sent++;
      await pause(1000 / framesPerSecond);
    }
    if (!this.isOver) this.sentAway++;
    socket.terminate();
    await closed;
  }
}

/** Flips bits, cuts, lengthens, repeats a part, or is nothing but noise. */
function broken(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length);
  switch (random.below(6)) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      return Uint8Array.from([...bytes, ...random.bytes(1 + random.below(10))]);
    case 2:
      return random.bytes(random.below(200));
    case 3:
      return Uint8Array.from([...bytes.slice(0, at), ...bytes]);
    default: {
      const flipped = bytes.slice();
      flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8));
      return flipped;
    }
  }
}
