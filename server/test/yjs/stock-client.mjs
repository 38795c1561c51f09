/**
 * A stock Yjs client as a process of its own: y-websocket of the version that is asked for, from its own package. It
 * types what it is told to, and says what it holds and which of its edits the server has echoed.
 */
import { WebSocket } from "ws";
import { WebsocketProvider as Provider3 } from "y-websocket";
import { WebsocketProvider as Provider2 } from "y-websocket-2";
import * as Y from "yjs";

const [version = "3", server = "", documentId = "", token = ""] = process.argv.slice(2);
const document = new Y.Doc();
const text = document.getText("text");
/** Edits that were made and are not echoed yet, as bytes in hexadecimal digits: that many letters each. */
const unsaved = new Map();
let saved = 0;

/** Hears what the server sends before the provider does. */
class ListeningSocket extends WebSocket {
  /** @param {string} address */
  constructor(address) {
    super(address);
    this.on("message", (data) => {
      const frame = new Uint8Array(/** @type {ArrayBuffer} */ (data));
      if (frame[0] !== 0 || frame[1] !== 2) return;
      for (const [update, count] of unsaved) {
        if (!Buffer.from(frame).toString("hex").endsWith(update)) continue;
        unsaved.delete(update);
        saved += count;
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
document.on("update", (update, origin) => {
  if (origin === provider) return;
  unsaved.set(Buffer.from(update).toString("hex"), 1);
});
provider.awareness.setLocalState({ name: `client ${version}` });

process.on("message", (/** @type {{ type?: string, words?: string }} */ { type, words = "" }) => {
  if (type === "insert") text.insert(text.length, words);
  if (type === "leave") provider.destroy();
  if (type !== "read") return;
  process.send?.({
    text: text.toString(),
    saved,
    synced: provider.synced,
    people: [...provider.awareness.getStates().values()].map((state) => state.name).sort(),
  });
});
process.on("disconnect", () => process.exit(0));
