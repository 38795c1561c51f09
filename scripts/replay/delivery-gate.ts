/**
 * Holds back what the network brings, so that a writer sees exactly what the recorded one had seen. It stands
 * between a client and the real server, reads the frames, and lets entries through in order up to the counters
 * that are allowed (all of a replica that nobody spoke of). Acknowledgements pass at once, with the log's place lowered to what was let through.
 */
import { type Acknowledged, decodeDown, decodeUp, type Entries, encodeDown } from "@weft/protocol";
import { type BatchHeader, readBatchHeader } from "@weft/rga";

/** An `entries` frame whose beginning is known when it is let through. */
type HeldEntries = Pick<Entries, "throughSeq" | "entries">;

export class DeliveryGate {
  private held: HeldEntries[] = [];
  private throughSeq = 0;
  private readonly allowed = new Map<string, number>();
  private readonly sent = new Map<string, number>();

  /** From now on entries of `replica` pass only while all their counters are below `counter`. Gives the frames that may go now. */
  allow(replica: string, counter: number): readonly Uint8Array[] {
    this.allowed.set(replica, counter);
    return this.release();
  }

  /** Notes a frame from the client on its way to the server. */
  noteSent(bytes: Uint8Array): void {
    const decoded = decodeUp(bytes);
    if (!decoded.ok) throw new Error(`The client sent a bad frame: ${decoded.error.sentence}`);
    if (decoded.value.type !== "batches") return;
    for (const { bytes: batch } of decoded.value.batches) {
      const { replica, counter, count } = headerOf(batch);
      this.sent.set(replica, Math.max(counter + count, this.sent.get(replica) ?? 0));
    }
  }

  /** Whether the client has sent all counters of `replica` below `counter`, so that no later op is in one batch with them. */
  hasSent(replica: string, counter: number): boolean {
    return (this.sent.get(replica) ?? 0) >= counter;
  }

  /** A new connection starts from what was let through: what was held comes again. */
  reset(): void {
    this.held = [];
    this.throughSeq = 0;
  }

  /** A frame from the server. Gives the frames that may go to the client now. */
  receive(bytes: Uint8Array): readonly Uint8Array[] {
    const decoded = decodeDown(bytes);
    if (!decoded.ok) throw new Error(`The server sent a bad frame: ${decoded.error.sentence}`);
    const frame = decoded.value;
    switch (frame.type) {
      case "entries":
        for (const entry of frame.entries) this.held.push({ throughSeq: entry.seq, entries: [entry] });
        this.held.push({ throughSeq: frame.throughSeq, entries: [] });
        return this.release();
      case "acknowledged":
        return [this.passAcknowledged(frame)];
      case "welcome":
        this.throughSeq = frame.reply.kind === "tail" ? frame.reply.afterSeq : frame.reply.seq;
        return [bytes];
      default:
        return [bytes];
    }
  }

  private passAcknowledged(frame: Acknowledged): Uint8Array {
    const afterSeq = this.throughSeq;
    if (this.held.length === 0) this.throughSeq = frame.throughSeq;
    else this.held.push({ throughSeq: frame.throughSeq, entries: [] });
    return encodeDown({ ...frame, afterSeq, throughSeq: this.throughSeq });
  }

  private release(): readonly Uint8Array[] {
    const released: Uint8Array[] = [];
    let count = 0;
    for (const frame of this.held) {
      if (!frame.entries.every(({ bytes }) => this.mayPass(bytes))) break;
      released.push(encodeDown({ type: "entries", afterSeq: this.throughSeq, ...frame }));
      this.throughSeq = frame.throughSeq;
      count++;
    }
    this.held = this.held.slice(count);
    return released;
  }

  private mayPass(batch: Uint8Array): boolean {
    const { replica, counter, count } = headerOf(batch);
    return counter + count <= (this.allowed.get(replica) ?? Number.POSITIVE_INFINITY);
  }
}

function headerOf(batch: Uint8Array): BatchHeader {
  const header = readBatchHeader(batch);
  if (!header.ok) throw new Error(`A bad batch is on its way: ${header.error.message}`);
  return header.value;
}
