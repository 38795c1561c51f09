import {
  type BunchMeta,
  Order,
  type OrderSavedState,
  type Position,
  Text,
  type TextSavedState,
} from "list-positions";
import type { Replica, ReplicaLibrary, ReplicaOptions } from "../../library.ts";
import { idWord } from "../../measuring/random.ts";

/** What one edit tells others: a run that was set at a new position, or runs that were deleted. */
type Message =
  | { readonly meta?: BunchMeta; readonly at: Position; readonly set: string }
  | { readonly deleted: readonly (readonly [at: Position, count: number])[] };

interface Saved {
  readonly order: OrderSavedState;
  readonly text: TextSavedState;
}

/** list-positions: positions and the text over them; sending is left to the app. */
export const listPositions: ReplicaLibrary = {
  name: "list-positions",
  title: "list-positions",
  packages: ["list-positions"],
  use: "`Text` over an `Order`; the library has no messages of its own, so each edit is sent as JSON with its position and, when there is a new one, its bunch, as the README proposes; saved as the JSON of both saved states.",
  bundles: { text: 'export { Order, Text } from "list-positions";' },
  merges: true,
  batchForms: ["messages"],
  saveForms: [{ name: "json", deletedText: false, deletionIds: false }],
  create: (writer, options) => new ListPositionsReplica(writer, options),
  load(bytes, _form, writer, options) {
    const replica = new ListPositionsReplica(writer, options);
    replica.restore(JSON.parse(decoder.decode(bytes)));
    return replica;
  },
};

const encoder = new TextEncoder();
const decoder = new TextDecoder();

class ListPositionsReplica implements Replica {
  private readonly order: Order;
  private readonly content: Text;
  private readonly sends: boolean;
  private messages: Message[] = [];

  constructor(writer: number, { sends }: ReplicaOptions) {
    this.sends = sends;
    const letters = (place: number): string => idWord(writer, place).toString(36).padStart(7, "0");
    this.order = new Order({ replicaID: (letters(0) + letters(1)).slice(0, 10) });
    this.content = new Text(this.order);
  }

  insert(index: number, text: string): void {
    const [at, meta] = this.content.insertAt(index, text);
    if (this.sends) this.messages.push(meta ? { meta, at, set: text } : { at, set: text });
  }

  delete(index: number, count: number): void {
    const deleted: [Position, number][] = [];
    if (count === 1) deleted.push([this.content.positionAt(index), 1]);
    else for (const [at, text] of this.content.items(index, index + count)) deleted.push([at, text.length]);
    for (const [at, length] of deleted) this.content.delete(at, length);
    if (this.sends) this.messages.push({ deleted });
  }

  text(): string {
    return this.content.toString();
  }

  transact(edits: () => void): void {
    edits();
  }

  takeUpdate(): Uint8Array | null {
    if (this.messages.length === 0) return null;
    const [first] = this.messages;
    const update = encoder.encode(JSON.stringify(this.messages.length === 1 ? first : this.messages));
    this.messages = [];
    return update;
  }

  apply(update: Uint8Array): void {
    const message: Message | Message[] = JSON.parse(decoder.decode(update));
    if (Array.isArray(message)) for (const each of message) this.follow(each);
    else this.follow(message);
  }

  applyAll(updates: readonly Uint8Array[]): void {
    for (const update of updates) this.apply(update);
  }

  takeBatch(): Uint8Array {
    return this.takeUpdate() ?? encoder.encode("[]");
  }

  everything(): null {
    return null;
  }

  applyBatch(batch: Uint8Array): void {
    this.apply(batch);
  }

  save(): Uint8Array {
    const saved: Saved = { order: this.order.save(), text: this.content.save() };
    return encoder.encode(JSON.stringify(saved));
  }

  restore({ order, text }: Saved): void {
    this.order.load(order);
    this.content.load(text);
  }

  private follow(message: Message): void {
    if ("set" in message) {
      if (message.meta) this.order.addMetas([message.meta]);
      this.content.set(message.at, message.set);
    } else for (const [at, count] of message.deleted) this.content.delete(at, count);
  }
}
