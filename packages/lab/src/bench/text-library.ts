/** What the browser's bench asks of a library: two replicas of a plain text, one that writes and one that reads. */

/** One edit of plain text. */
export interface TextEdit {
  readonly index: number;
  readonly deleted: number;
  readonly inserted: string;
}

/** A library under measurement. */
export interface TextSubject {
  edit(edit: TextEdit): void;
  /** What the writer has to send since the last call. */
  takeUpdate(): Uint8Array;
  receive(update: Uint8Array): void;
  /** Of the reader. */
  save(): Uint8Array;
  load(saved: Uint8Array): string;
  written(): string;
  read(): string;
}

/** A library by its recommended use. */
export interface TextLibrary {
  readonly name: BenchLibrary;
  /** `sends`: whether updates will be asked for. Who is alone with a text makes none. */
  create(use: { readonly sends: boolean }): TextSubject;
}

/** Who is measured, in the order in which they are shown. */
export const benchLibraries = ["Weft", "Yjs", "json-joy", "list-positions"] as const;
export type BenchLibrary = (typeof benchLibraries)[number];
