/** json-joy, the last version under the Apache licence: a `str` node edited through `model.api`, whose `flush` gives patches. */
import { Model, Patch, s } from "json-joy/lib/json-crdt/index.js";
import type { TextLibrary } from "../text-library.ts";

const schema = s.str<string>("");
/** Session ids are at least 65,536. */
const firstSession = 65_536;
/** Where nobody takes patches they are dropped now and then, as the library's own auto flush does. */
const editsBetweenFlushes = 64;

/** json-joy. */
export const jsonJoyText: TextLibrary = {
  name: "json-joy",
  create({ sends }) {
    const writer = Model.create(schema, firstSession);
    writer.api.flush();
    const reader = Model.load(writer.toBinary(), firstSession + 1, schema);
    const written = writer.api.str([]);
    let edits = 0;
    return {
      edit({ index, deleted, inserted }) {
        if (deleted > 0) written.del(index, deleted);
        if (inserted !== "") written.ins(index, inserted);
        if (!sends && ++edits % editsBetweenFlushes === 0) writer.api.flush();
      },
      takeUpdate: () => writer.api.flush().toBinary(),
      receive: (update) => reader.applyPatch(Patch.fromBinary(update)),
      save: () => reader.toBinary(),
      load: (saved) =>
        Model.load(saved, firstSession + 2, schema)
          .api.str([])
          .view(),
      written: () => written.view(),
      read: () => reader.api.str([]).view(),
    };
  },
};
