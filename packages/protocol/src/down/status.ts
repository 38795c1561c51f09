import { choice, type Field, record, text } from "../field.ts";
import { sentenceBytesMax } from "../limits.ts";

/** Whether the server can commit at present. */
export type StorageState = "writable" | "full";

const storageStates: readonly StorageState[] = ["writable", "full"];

/** The server's storage changed; sent after `welcome` too when it is not writable. */
export interface Status {
  readonly type: "status";
  readonly storage: StorageState;
  /** For a person. */
  readonly sentence: string;
}

/** The layout of `Status` after its kind byte. */
export const statusField: Field<Omit<Status, "type">> = record({
  storage: choice("storage", storageStates),
  sentence: text(sentenceBytesMax),
});
