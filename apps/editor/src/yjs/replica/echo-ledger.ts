/**
 * What this page sent to the relay and has not heard again. The relay echoes every update to its sender when it is on
 * the disk, byte for byte: the one acknowledgement that y-websocket's protocol leaves room for.
 */

/** The first number of a frame of sync, and the second of one that holds an update. */
const sync = 0;
const answer = 1;
const update = 2;

/** The frames of one socket. */
export class EchoLedger {
  private waiting: Uint8Array[] = [];
  private hasAnswered = false;

  /** A new socket: what was on the way is offered again by the protocol itself. */
  begin(): void {
    this.waiting = [];
    this.hasAnswered = false;
  }

  /** Notes a frame that goes out. */
  sent(frame: Uint8Array): void {
    if (frame[0] !== sync || (frame[1] !== answer && frame[1] !== update)) return;
    if (frame[1] === answer) this.hasAnswered = true;
    this.waiting.push(frame.slice(2));
  }

  /** Notes a frame that comes in. Whether it was the echo of one that went out. */
  received(frame: Uint8Array): boolean {
    if (frame[0] !== sync || frame[1] !== update) return false;
    const index = this.waiting.findIndex((sent) => isSame(sent, frame.subarray(2)));
    if (index < 0) return false;
    this.waiting.splice(index, 1);
    return true;
  }

  /** Whether the relay has all that this page had when the socket opened, and all since. */
  get isClear(): boolean {
    return this.hasAnswered && this.waiting.length === 0;
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
