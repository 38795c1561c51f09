/** What the clients of the Yjs servers send, made before the clock runs: edits of one writer, and a long text. */
import * as Y from "yjs";

/** `count` edits of a writer of its own, `text` long each, and the name under which others hear of each. */
export function editsOfWriter(count, text) {
  const document = new Y.Doc();
  const edits = [];
  let clock = 0;
  document.on("update", (update) => {
    edits.push({ key: `${document.clientID}:${clock}`, update });
    clock += text.length;
  });
  for (let edit = 0; edit < count; edit++) document.getText("t").insert(clock, text);
  return edits;
}

/** How many characters the text of a state has. */
export function lengthOf(update) {
  const document = new Y.Doc();
  Y.applyUpdate(document, update);
  return document.getText("t").length;
}
