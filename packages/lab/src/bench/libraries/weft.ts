/** Our own package for plain text. */
import { createText, loadText } from "@weft/rga";
import type { TextLibrary } from "../text-library.ts";

/** Weft. */
export const weftText: TextLibrary = {
  name: "Weft",
  create() {
    const writer = createText({ replica: "0000000000000001" });
    const reader = createText({ replica: "0000000000000002" });
    return {
      edit({ index, deleted, inserted }) {
        if (deleted > 0) writer.delete(index, deleted);
        if (inserted !== "") writer.insert(index, inserted);
      },
      takeUpdate: () => writer.takeUpdate() ?? new Uint8Array(),
      receive: (update) => reader.applyUpdate(update),
      save: () => reader.save(),
      load: (saved) => loadText(saved).toString(),
      written: () => writer.toString(),
      read: () => reader.toString(),
    };
  },
};
