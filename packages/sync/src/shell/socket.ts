/** One WebSocket at a time, with frames in and out instead of bytes. An abandoned socket is not heard of again. */
import { type DownFrame, decodeDown, encodeUp, type UpFrame } from "@weft/protocol";

/** As much of the standard `WebSocket` as is used here; `ws` for Node has it too. */
export type WebSocketClass = new (address: string) => WebSocketLike;

/** See `WebSocketClass`. */
export interface WebSocketLike {
  binaryType: string;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  readonly readyState: number;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

/** What a socket tells. */
export interface SocketEvents {
  readonly onOpen: () => void;
  readonly onFrame: (frame: DownFrame) => void;
  readonly onBadFrame: (sentence: string) => void;
  readonly onClose: (code: number) => void;
}

/** The readyState of a socket that can send. */
const openState = 1;

/** The code that the platform gives for a way that broke. */
const brokenWay = 1006;

/** The bytes of a message, or null for text: implementations differ in what they hand over, and in its realm. */
function bytesOf(data: unknown): Uint8Array | null {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return isArrayBuffer(data) ? new Uint8Array(data) : null;
}

function isArrayBuffer(data: unknown): data is ArrayBuffer {
  return data instanceof ArrayBuffer || Object.prototype.toString.call(data) === "[object ArrayBuffer]";
}

/** The holder of the present socket. */
export class SocketHolder {
  private readonly address: string;
  private readonly webSocket: WebSocketClass;
  private readonly events: SocketEvents;
  private present: WebSocketLike | null = null;

  constructor(address: string, webSocket: WebSocketClass, events: SocketEvents) {
    this.address = address;
    this.webSocket = webSocket;
    this.events = events;
  }

  /** Abandons the present socket and opens another. */
  open(): void {
    this.close();
    let socket: WebSocketLike;
    try {
      socket = new this.webSocket(this.address);
    } catch {
      // An address that this platform refuses (mixed content): the same as a way that does not exist.
      this.events.onClose(brokenWay);
      return;
    }
    socket.binaryType = "arraybuffer";
    const whenPresent =
      <Event>(act: (event: Event) => void) =>
      (event: Event) => {
        if (this.present === socket) act(event);
      };
    socket.onopen = whenPresent(() => this.events.onOpen());
    socket.onmessage = whenPresent((event: { readonly data: unknown }) => this.hear(event.data));
    socket.onclose = whenPresent((event: { readonly code: number }) => {
      this.present = null;
      this.events.onClose(event.code);
    });
    // `close` always follows; without a listener Node's `ws` would throw.
    socket.onerror = () => undefined;
    this.present = socket;
  }

  /** Sends a frame if there is an open socket; else it is lost, as on a way that breaks a moment later. */
  send(frame: UpFrame): void {
    const socket = this.present;
    if (socket?.readyState !== openState) return;
    const bytes = encodeUp(frame);
    try {
      socket.send(bytes);
    } catch {
      // A socket that promised to be open and is not: nothing more may go out after what it lost.
      this.close();
      this.events.onClose(brokenWay);
    }
  }

  /** A way to send on the socket that is present now, and on no later one. */
  sender(): (frame: UpFrame) => void {
    const socket = this.present;
    return (frame) => {
      if (this.present === socket) this.send(frame);
    };
  }

  /** Abandons the present socket. */
  close(): void {
    const socket = this.present;
    this.present = null;
    socket?.close(1000);
  }

  private hear(data: unknown): void {
    const bytes = bytesOf(data);
    if (bytes === null) {
      this.events.onBadFrame("a text frame");
      return;
    }
    const frame = decodeDown(bytes);
    if (frame.ok) this.events.onFrame(frame.value);
    else this.events.onBadFrame(frame.error.sentence);
  }
}
