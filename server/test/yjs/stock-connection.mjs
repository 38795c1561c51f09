/**
 * The network of a stock client: y-websocket of the version that is asked for, from its own package, as it comes; beside it
 * is counted which edits the server has echoed.
 */
import { WebSocket } from "ws";
import { WebsocketProvider as Provider3 } from "y-websocket";
import { WebsocketProvider as Provider2 } from "y-websocket-2";

/** The first two numbers of a frame that holds an update. */
const sync = 0;
const update = 2;

/**
 * Connects `document`.
 * @param {import("yjs").Doc} document
 * @param {{ version: string, server: string, documentId: string, token: string }} place
 */
export function connect(document, { version, server, documentId, token }) {
  /** Edits that were made and are not echoed yet, as bytes in hexadecimal digits. @type {Set<string>} */
  const unsaved = new Set();
  let saved = 0;

  /** Hears what the server sends before the provider does. */
  class ListeningSocket extends WebSocket {
    /** @param {string} address */
    constructor(address) {
      super(address);
      this.on("message", (data) => {
        const frame = new Uint8Array(/** @type {ArrayBuffer} */ (data));
        if (frame[0] !== sync || frame[1] !== update) return;
        for (const bytes of unsaved) {
          if (!Buffer.from(frame).toString("hex").endsWith(bytes)) continue;
          unsaved.delete(bytes);
          saved++;
        }
      });
    }
  }

  const Provider = version === "2" ? Provider2 : Provider3;
  const provider = new Provider(server, documentId, document, {
    params: { token },
    // Typed for browsers; the one of `ws` does all that it is asked for.
    WebSocketPolyfill: /** @type {any} */ (ListeningSocket),
    disableBc: true,
    maxBackoffTime: 200,
  });
  document.on("update", (bytes, origin) => {
    if (origin !== provider) unsaved.add(Buffer.from(bytes).toString("hex"));
  });
  return { provider, savedEdits: () => saved };
}
