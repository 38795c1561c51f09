/** Yjs: a `Y.Text`, and the update of each transaction as the document tells it. */
import * as Y from "yjs";
import type { TextLibrary } from "../text-library.ts";

/** Yjs. */
export const yjsText: TextLibrary = {
  name: "Yjs",
  create({ sends }) {
    const [writer, reader] = [new Y.Doc(), new Y.Doc()];
    writer.clientID = 1;
    reader.clientID = 2;
    const [written, read] = [writer.getText("text"), reader.getText("text")];
    let updates: Uint8Array[] = [];
    if (sends) writer.on("update", (update: Uint8Array) => updates.push(update));
    return {
      edit({ index, deleted, inserted }) {
        if (deleted > 0) written.delete(index, deleted);
        if (inserted !== "") written.insert(index, inserted);
      },
      takeUpdate() {
        const [only] = updates;
        const update = only && updates.length === 1 ? only : Y.mergeUpdates(updates);
        updates = [];
        return update;
      },
      receive: (update) => Y.applyUpdate(reader, update),
      save: () => Y.encodeStateAsUpdate(reader),
      load(saved) {
        const fresh = new Y.Doc();
        Y.applyUpdate(fresh, saved);
        return fresh.getText("text").toString();
      },
      written: () => written.toString(),
      read: () => read.toString(),
    };
  },
};
