/** A socket, as a session sees it: bytes out, and how many of them are still on the way. */
export interface Wire {
  /** Hands over one message. Never throws; after the wire is closed it does nothing. */
  send(bytes: Uint8Array): void;
  /** Answers a ping of the socket itself, like `send`. */
  pong(data: Uint8Array): void;
  /** What is handed over and has not left this process, in bytes of memory. */
  readonly backlogBytes: number;
  /** Resolves when everything so far has left, or the wire is closed. */
  flushed(): Promise<void>;
  /** Says good-bye. Nothing can be sent afterwards. */
  close(code: number, reason: string): void;
}
