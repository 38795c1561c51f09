/**
 * What people say beside the text: records of the document named `.comment:<id>`, each written by one replica and never
 * again by another, so that whoever may only comment can take part (rule RT-36). The words that a comment is about carry a
 * mark with its id; answers, and that a thread is resolved or open again, are records of their own that name the thread.
 */
import type { Edit, RichText, Value } from "@weft/richtext";
import { type Face, parseFace } from "../people/face.ts";

/** So long a remark may be, in UTF-16 code units. */
export const remarkUnitsMax = 4_000;

/** So much of the words is kept with a comment, to say what it was about when they are gone. */
const quoteUnitsMax = 300;

const keyPrefix = ".comment:";

/** One thing that somebody said. */
export interface Remark {
  readonly id: string;
  readonly face: Face;
  /** By the clock of whoever said it, but never before what it answers. */
  readonly atMs: number;
  readonly words: string;
}

/** What was said about some words. */
export interface Thread {
  /** The id of the marks on the words. */
  readonly id: string;
  /** The words as they were; empty if that is not known. */
  readonly quote: string;
  /** The oldest first; at least one. */
  readonly remarks: readonly Remark[];
  /** Who resolved it, and when; null while it is open. */
  readonly resolved: { readonly face: Face; readonly atMs: number } | null;
  /** When anything last happened to it. */
  readonly lastMs: number;
}

/** Whether a property of the document is a record of comments. */
export function isCommentKey(key: string): boolean {
  return key.startsWith(keyPrefix);
}

/** All threads of a document, the oldest first. O(properties). */
export function readThreads(document: RichText): readonly Thread[] {
  const notesByThread = new Map<string, Note[]>();
  for (const key of document.propertyKeys()) {
    const note = isCommentKey(key)
      ? parseNote(key.slice(keyPrefix.length), document.property(key) ?? null)
      : null;
    if (note === null) continue;
    const notes = notesByThread.get(note.to ?? note.id);
    if (notes) notes.push(note);
    else notesByThread.set(note.to ?? note.id, [note]);
  }
  return [...notesByThread].flatMap(([id, notes]) => threadOf(id, notes.sort(byTime))).sort(byStart);
}

/** The id of a document's next comment: the replica's own, so that it is nobody else's. */
export function nextCommentId(document: RichText): string {
  const own = `${keyPrefix}${document.replica}.`;
  const numbers = document
    .propertyKeys()
    .map((key) => (key.startsWith(own) ? Number(key.slice(own.length)) : 0));
  return `${document.replica}.${Math.max(0, ...numbers.filter(Number.isSafeInteger)) + 1}`;
}

/** The replica that wrote a comment, by its id. */
export function commenterOf(id: string): string {
  return id.slice(0, id.indexOf("."));
}

/** The edit that says something about words, which are to get marks with the same id. */
export function beginThread(id: string, said: Omit<Remark, "id"> & { readonly quote: string }): Edit {
  const { face, atMs, words, quote } = said;
  return record(id, { ...face, atMs, words, quote: quote.slice(0, quoteUnitsMax) });
}

/** The edit that answers in a thread. */
export function answer(id: string, to: Thread, { face, atMs, words }: Omit<Remark, "id">): Edit {
  return record(id, { ...face, atMs: Math.max(atMs, to.lastMs + 1), words, to: to.id });
}

/** The edit that resolves a thread, or opens it again if it is resolved. */
export function turnThread(id: string, to: Thread, { face, atMs }: Omit<Remark, "id" | "words">): Edit {
  return record(id, {
    ...face,
    atMs: Math.max(atMs, to.lastMs + 1),
    to: to.id,
    resolves: to.resolved === null,
  });
}

function record(id: string, value: Value): Edit {
  return { type: "setProperty", key: keyPrefix + id, value };
}

/** A record as it was read: `words` of a remark, `resolves` of a turn. */
interface Note {
  readonly id: string;
  readonly face: Face;
  readonly atMs: number;
  readonly to: string | null;
  readonly words: string | null;
  readonly resolves: boolean | null;
  readonly quote: string;
}

/** Anybody may have written anything there. */
function parseNote(id: string, value: Value): Note | null {
  const face = parseFace(value);
  if (face === null || typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { atMs, to, words, resolves, quote } = Object.fromEntries(Object.entries(value));
  const hasWords = typeof words === "string" && words.trim() !== "";
  if (typeof atMs !== "number" || !(hasWords || typeof resolves === "boolean")) return null;
  return {
    id,
    face,
    atMs: Math.min(Math.max(atMs, 0), lastDayMs),
    to: typeof to === "string" ? to : null,
    words: hasWords ? words.slice(0, remarkUnitsMax) : null,
    resolves: hasWords || typeof resolves !== "boolean" ? null : resolves,
    quote: typeof quote === "string" ? quote.slice(0, quoteUnitsMax) : "",
  };
}

/** The last moment that a date can be written of. */
const lastDayMs = 8.64e15;

/** The thread of these notes; none if nobody said anything in it. */
function threadOf(id: string, notes: readonly Note[]): Thread[] {
  const remarks = notes.flatMap(({ words, ...note }) => (words === null ? [] : [{ ...note, words }]));
  const last = notes.at(-1);
  if (remarks.length === 0 || last === undefined) return [];
  const turn = notes.findLast(({ resolves }) => resolves !== null);
  return [
    {
      id,
      quote: notes.find((note) => note.id === id)?.quote ?? "",
      remarks: remarks.map(({ id: remark, face, atMs, words }) => ({ id: remark, face, atMs, words })),
      resolved: turn?.resolves ? { face: turn.face, atMs: turn.atMs } : null,
      lastMs: last.atMs,
    },
  ];
}

function byTime(a: Note, b: Note): number {
  return a.atMs - b.atMs || (a.id < b.id ? -1 : 1);
}

function byStart(a: Thread, b: Thread): number {
  return (a.remarks[0]?.atMs ?? 0) - (b.remarks[0]?.atMs ?? 0) || (a.id < b.id ? -1 : 1);
}
