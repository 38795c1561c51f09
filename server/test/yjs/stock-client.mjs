/**
 * A stock Yjs client as a process of its own: y-websocket of the version that is asked for over a plain text. It types what
 * it is told to, and says what it holds and which of its edits the server has echoed.
 */
import * as Y from "yjs";
import { connect } from "./stock-connection.mjs";

const [version = "3", server = "", documentId = "", token = ""] = process.argv.slice(2);
const document = new Y.Doc();
const text = document.getText("text");
const { provider, savedEdits } = connect(document, { version, server, documentId, token });
provider.awareness.setLocalState({ name: `client ${version}` });

process.on("message", (/** @type {{ type?: string, words?: string }} */ { type, words = "" }) => {
  if (type === "insert") text.insert(text.length, words);
  if (type !== "read") return;
  process.send?.({
    text: text.toString(),
    saved: savedEdits(),
    synced: provider.synced,
    people: [...provider.awareness.getStates().values()].map((state) => state.name).sort(),
    screen: "",
  });
});
process.on("disconnect", () => process.exit(0));
