import { Model, Patch, type StrApi, s } from "json-joy/lib/json-crdt/index.js";
import type { Replica, ReplicaLibrary, ReplicaOptions } from "../../library.ts";
import { idWord } from "../../measuring/random.ts";

/** json-joy, the last version under the Apache licence. */
export const jsonJoy: ReplicaLibrary = {
  name: "json-joy",
  title: "json-joy",
  packages: ["json-joy"],
  use: "17.67.0, the last one that is not AGPL. A `str` node in a `Model`, edited through `model.api`; `flush` gives the patch of each edit, `toBinary` its bytes; many at once in one `applyBatch`; saved in the binary structural form.",
  bundles: { text: 'export { Model, Patch, s } from "json-joy/lib/json-crdt/index.js";' },
  merges: true,
  batchForms: ["patch"],
  saveForms: [{ name: "binary", deletedText: false, deletionIds: false }],
  create: (writer, options) => new JsonJoyReplica(createModel(sessionId(writer)), options),
  load: (bytes, _form, writer, options) =>
    new JsonJoyReplica(Model.load(bytes, sessionId(writer), schema), options),
};

const schema = s.str<string>("");
const createModel = (session: number) => Model.create(schema, session);
type TextModel = ReturnType<typeof createModel>;

/** Session ids have up to 53 bits and are at least 65,536. */
function sessionId(writer: number): number {
  return 65_536 + (idWord(writer, 0) & 0xf_ffff) * 2 ** 32 + idWord(writer, 1);
}

class JsonJoyReplica implements Replica {
  private readonly model: TextModel;
  private readonly content: StrApi;
  private readonly sends: boolean;
  private edits = 0;

  constructor(model: TextModel, { sends }: ReplicaOptions) {
    this.model = model;
    this.content = model.api.str([]);
    this.sends = sends;
    model.api.flush();
  }

  insert(index: number, text: string): void {
    this.content.ins(index, text);
    if (!this.sends) this.forget();
  }

  delete(index: number, count: number): void {
    this.content.del(index, count);
    if (!this.sends) this.forget();
  }

  text(): string {
    return this.content.view();
  }

  transact(edits: () => void): void {
    edits();
  }

  takeUpdate(): Uint8Array | null {
    const patch = this.model.api.flush();
    return patch.ops.length === 0 ? null : patch.toBinary();
  }

  apply(update: Uint8Array): void {
    this.model.applyPatch(Patch.fromBinary(update));
  }

  applyAll(updates: readonly Uint8Array[]): void {
    this.model.applyBatch(updates.map((update) => Patch.fromBinary(update)));
  }

  takeBatch(): Uint8Array {
    return this.model.api.flush().toBinary();
  }

  everything(): null {
    return null;
  }

  applyBatch(batch: Uint8Array): void {
    this.apply(batch);
  }

  save(): Uint8Array {
    return this.model.toBinary();
  }

  /** Where nobody takes patches, they are dropped now and then, as the library's own auto flush does. */
  private forget(): void {
    if (++this.edits % 64 === 0) this.model.api.flush();
  }
}
