/** A kind of server as its clients see it: what a scene needs to open rooms, send edits and hear of them. */

/** A document to work in, and the token that opens it ("" where there are none). */
export interface LoadRoom {
  readonly id: string;
  readonly token: string;
}

/** An edit made before the clock runs: the whole message, and the name under which others hear of it. */
export interface PreparedEdit {
  readonly key: string;
  readonly message: Uint8Array;
}

/** What a client hears. All of it is optional, so that a scene pays for nothing that it does not look at. */
export interface Ears {
  /** An edit of somebody else, by its key. */
  edit?(key: string): void;
  /** So many edits of this client are settled: on the disk, where the server knows of one. */
  settled?(count: number): void;
  /** What the room had when this client came, as the server's library writes it. Ours is never asked. */
  state?(update: Uint8Array): void;
  /** The server let go of the client. */
  closed?(): void;
}

/** One connection, as light as it can be: it holds no document. */
export interface LightClient {
  send(message: Uint8Array): void;
  /** Shows the presence of one tab. */
  announce(number: number): void;
  /** Stops reading from the socket. */
  pause(): void;
  close(): void;
}

/** How to talk to one kind of server. */
export interface Dialect {
  createRoom(): Promise<LoadRoom>;
  /** Edits of one writer, `length` characters each, to be sent in order by a client that has sent nothing. */
  prepare(room: LoadRoom, count: number, length: number): readonly PreparedEdit[];
  /** Connects; resolves when the client has everything that the room had. */
  open(room: LoadRoom, ears: Ears): Promise<LightClient>;
}
