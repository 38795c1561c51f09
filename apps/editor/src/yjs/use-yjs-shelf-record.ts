import type { Editor } from "@tiptap/react";
import { systemClock, type Timer } from "@weft/base";
import type { DocumentFiles } from "@weft/sync";
import { useEffect, useRef } from "react";
import type { KnownLink } from "../document/use-document-link.ts";
import type { Face } from "../people/face.ts";
import { openShelf } from "../shelf/shelf.ts";
import type { Keeping, ShelfEntry } from "../shelf/shelf-entry.ts";
import { readYjsTitle } from "./replica/yjs-document.ts";
import type { YjsReplica } from "./replica/yjs-replica.ts";

const pauseMs = 400;
const firstLineMax = 200;

/** An open Yjs document with all that its entry on the shelf tells of. */
interface RecordedYjs {
  readonly replica: YjsReplica;
  readonly editor: Editor;
  readonly files: DocumentFiles;
  readonly link: KnownLink;
  readonly people: readonly Face[];
}

/** Keeps the shelf's entry of an open Yjs document true, a moment later and many changes at once. */
export function useYjsShelfRecord({ replica, editor, files, link, people }: RecordedYjs): void {
  const met = useRef(people);
  met.current = people;
  useEffect(() => {
    let timer: Timer | null = null;
    let hasChanged = false;
    const record = (): void => {
      timer?.cancel();
      timer = null;
      const change = { ...entryOf(replica, editor), ...(hasChanged && { changedAt: systemClock.now() }) };
      hasChanged = false;
      void write(link, change, { people: met.current, keeping: keepingOf(replica, files) });
    };
    const recordSoon = (): void => {
      timer ??= systemClock.after(pauseMs, record);
    };
    const note = (): void => {
      hasChanged = true;
      recordSoon();
    };
    replica.document.on("update", note);
    const stops = [replica.onStatus(recordSoon), files.onStatus(recordSoon)];
    addEventListener("pagehide", record);
    recordSoon();
    return () => {
      replica.document.off("update", note);
      for (const stop of stops) stop();
      removeEventListener("pagehide", record);
      record();
    };
  }, [replica, editor, files, link]);
}

function entryOf({ document }: YjsReplica, editor: Editor): Partial<ShelfEntry> {
  const title = readYjsTitle(document);
  if (editor.isDestroyed) return { title };
  const { doc } = editor.state;
  const text = doc.textBetween(0, Math.min(doc.content.size, 2000), "\n", " ");
  return {
    title,
    firstLine:
      text
        .split("\n")
        .find((line) => line.trim() !== "")
        ?.slice(0, firstLineMax) ?? "",
  };
}

/** Where words and files are, and what a link allows; null for what is not known anew. */
interface KnownKeeping {
  readonly keeping: Keeping | null;
  readonly role: ShelfEntry["role"];
}

function keepingOf(replica: YjsReplica, files: DocumentFiles): KnownKeeping {
  const { state, role, unsavedEdits, savedAt } = replica.status();
  const { waiting, isKnown } = files.status();
  const edits = unsavedEdits + waiting;
  if (edits > 0) return { keeping: { state: "kept-here", edits }, role };
  const isSaved = state === "saved" && isKnown;
  return { keeping: isSaved ? { state: "saved", at: savedAt ?? systemClock.now() } : null, role };
}

async function write(
  { documentId, token }: KnownLink,
  change: Partial<ShelfEntry>,
  { people, keeping: known }: { readonly people: readonly Face[]; readonly keeping: KnownKeeping },
): Promise<void> {
  const shelf = await openShelf();
  const entry = await shelf.get(documentId);
  if (entry === null || entry.token !== token) return;
  const faces = [...people, ...entry.faces];
  const distinct = faces.filter((face, index) => faces.findIndex(({ name }) => name === face.name) === index);
  await shelf.change(documentId, {
    ...change,
    role: known.role ?? entry.role,
    keeping: known.keeping ?? entry.keeping,
    faces: distinct.slice(0, 8),
  });
}
