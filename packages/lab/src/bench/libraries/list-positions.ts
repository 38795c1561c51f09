/**
 * list-positions: a `Text` over an `Order`. The library has no messages of its own, so each edit is sent as JSON with its
 * position and, when there is a new one, its bunch, as its README proposes.
 */
import {
  type BunchMeta,
  Order,
  type OrderSavedState,
  type Position,
  Text,
  type TextSavedState,
} from "list-positions";
import type { TextEdit, TextLibrary } from "../text-library.ts";

type Message =
  | { readonly meta: BunchMeta | null; readonly at: Position; readonly set: string }
  | { readonly deleted: readonly Position[] };

interface Saved {
  readonly order: OrderSavedState;
  readonly text: TextSavedState;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** list-positions. */
export const listPositionsText: TextLibrary = {
  name: "list-positions",
  create({ sends }) {
    const [writer, reader] = [newText("writer0000"), newText("reader0000")];
    let messages: Message[] = [];
    return {
      edit(edit) {
        const made = write(writer, edit);
        if (sends) messages.push(...made);
      },
      takeUpdate() {
        const update = encoder.encode(JSON.stringify(messages));
        messages = [];
        return update;
      },
      receive: (update) => follow(reader, JSON.parse(decoder.decode(update))),
      save() {
        const saved: Saved = { order: reader.order.save(), text: reader.save() };
        return encoder.encode(JSON.stringify(saved));
      },
      load(bytes) {
        const saved: Saved = JSON.parse(decoder.decode(bytes));
        const fresh = newText("opener0000");
        fresh.order.load(saved.order);
        fresh.load(saved.text);
        return fresh.toString();
      },
      written: () => writer.toString(),
      read: () => reader.toString(),
    };
  },
};

function newText(replicaID: string): Text {
  return new Text(new Order({ replicaID }));
}

function write(text: Text, { index, deleted, inserted }: TextEdit): readonly Message[] {
  const messages: Message[] = [];
  if (deleted > 0) {
    const positions = Array.from({ length: deleted }, (_, offset) => text.positionAt(index + offset));
    for (const position of positions) text.delete(position);
    messages.push({ deleted: positions });
  }
  if (inserted !== "") {
    const [at, meta] = text.insertAt(index, inserted);
    messages.push({ meta, at, set: inserted });
  }
  return messages;
}

function follow(text: Text, messages: readonly Message[]): void {
  for (const message of messages) {
    if ("deleted" in message) {
      for (const position of message.deleted) text.delete(position);
      continue;
    }
    if (message.meta) text.order.addMetas([message.meta]);
    text.set(message.at, message.set);
  }
}
