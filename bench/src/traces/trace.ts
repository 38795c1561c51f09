/** Edits one after another, as flat columns: reading them costs nothing beside what is measured. */
export interface Trace {
  readonly name: string;
  readonly indices: Int32Array;
  /** How many code units each edit deletes, before it inserts. */
  readonly deleted: Int32Array;
  readonly inserted: readonly string[];
  readonly finalText: string;
}

/** A session of several writers, each on a replica of its own: who did what, having seen what. */
export interface Session {
  readonly name: string;
  readonly writers: number;
  readonly steps: readonly Step[];
  readonly finalText: string;
}

/** One writer takes in messages of others, then edits, then sends one message. */
export interface Step {
  readonly writer: number;
  /** Numbers of earlier steps, in order, whose messages this writer takes in first. */
  readonly receives: readonly number[];
  readonly edits: readonly Edit[];
}

/** `deleted` code units from `index` on go, then `inserted` comes in their place. */
export interface Edit {
  readonly index: number;
  readonly deleted: number;
  readonly inserted: string;
}

/** Edits as columns. */
export function traceOf(name: string, edits: readonly Edit[], finalText: string): Trace {
  return {
    name,
    indices: Int32Array.from(edits, ({ index }) => index),
    deleted: Int32Array.from(edits, ({ deleted }) => deleted),
    inserted: edits.map(({ inserted }) => inserted),
    finalText,
  };
}

/** What `finalText` is when nothing merges: `text` after `edits`. */
export function edited(text: string, edits: readonly Edit[]): string {
  const units = Array.from({ length: text.length }, (_, index) => text[index] ?? "");
  for (const { index, deleted, inserted } of edits) units.splice(index, deleted, ...inserted.split(""));
  return units.join("");
}
