/**
 * Tiptap's editor with its Collaboration and CollaborationCaret as a process of its own, each from its own package, in a
 * document without a screen. It types what it is told to at its caret, and says what it shows, others' carets included.
 */
import { Window } from "happy-dom";
import * as Y from "yjs";
import { connect } from "./stock-connection.mjs";

const [version = "3", server = "", documentId = "", token = "", person = ""] = process.argv.slice(2);

const window = new Window({ url: "http://localhost/" });
const known = [
  "document",
  "window",
  "navigator",
  "Node",
  "Element",
  "HTMLElement",
  "MutationObserver",
  "getSelection",
];
for (const name of known) {
  Object.defineProperty(globalThis, name, { value: Reflect.get(window, name), configurable: true });
}
globalThis.requestAnimationFrame = (callback) => Number(setImmediate(callback, 0));
globalThis.cancelAnimationFrame = () => {};

// They look for a document when they are loaded.
const { Editor } = await import("@tiptap/core");
const { Collaboration } = await import("@tiptap/extension-collaboration");
const { CollaborationCaret } = await import("@tiptap/extension-collaboration-caret");
const { Document } = await import("@tiptap/extension-document");
const { Paragraph } = await import("@tiptap/extension-paragraph");
const { Text } = await import("@tiptap/extension-text");

const shared = new Y.Doc();
const { provider, savedEdits } = connect(shared, { version, server, documentId, token });
const element = document.createElement("div");
document.body.append(element);
const editor = new Editor({
  element,
  extensions: [
    Document,
    Paragraph,
    Text,
    Collaboration.configure({ document: shared }),
    CollaborationCaret.configure({ provider, user: { name: person, color: "#5b5bd6" } }),
  ],
});
editor.view.focus();

/** What is on the screen, each of the others' carets as its name in brackets. */
function screen() {
  const shown = /** @type {HTMLElement} */ (editor.view.dom.cloneNode(true));
  for (const caret of shown.querySelectorAll(".collaboration-carets__caret"))
    caret.replaceWith(`[${caret.textContent?.replaceAll("\u2060", "")}]`);
  return shown.textContent?.replaceAll("\u2060", "") ?? "";
}

process.on("message", (/** @type {{ type?: string, words?: string }} */ { type, words = "" }) => {
  if (type === "insert") editor.view.dispatch(editor.state.tr.insertText(words));
  if (type !== "read") return;
  process.send?.({
    text: editor.getText(),
    saved: savedEdits(),
    synced: provider.synced,
    people: [...provider.awareness.getStates().values()].map(({ user }) => user?.name ?? "").sort(),
    screen: screen(),
  });
});
process.on("disconnect", () => process.exit(0));
