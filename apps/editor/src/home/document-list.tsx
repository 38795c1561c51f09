import { systemClock } from "@weft/base";
import { useState } from "react";
import { renameDocument } from "../document/write-document.ts";
import { searchEntries } from "../shelf/search-entries.ts";
import { openShelf } from "../shelf/shelf.ts";
import type { ShelfEntry } from "../shelf/shelf-entry.ts";
import { DocumentRow } from "./document-row.tsx";
import { RemoveDialog } from "./remove-dialog.tsx";
import { RenameDialog } from "./rename-dialog.tsx";

/** The recent documents as a list, narrowed by a search, with the dialogs that rename one or take it off. */
export function DocumentList({
  entries,
  search,
}: {
  readonly entries: readonly ShelfEntry[];
  readonly search: string;
}) {
  const [renamed, setRenamed] = useState<ShelfEntry | null>(null);
  const [removed, setRemoved] = useState<ShelfEntry | null>(null);
  const found = searchEntries(entries, search);
  if (found.length === 0) {
    return (
      <p className="py-12 text-center text-body text-soft" role="status">
        No document here has “{search.trim()}” in its title or first line.
      </p>
    );
  }
  const now = systemClock.now();
  return (
    <>
      <ul className="border-hairline border-t" aria-label="Your documents">
        {found.map((entry) => (
          <DocumentRow
            key={entry.documentId}
            entry={entry}
            now={now}
            onRename={() => setRenamed(entry)}
            onRemove={() => setRemoved(entry)}
          />
        ))}
      </ul>
      {renamed ? (
        <RenameDialog
          title={renamed.title}
          onRename={(title) => renameDocument(renamed, title)}
          onClose={() => setRenamed(null)}
        />
      ) : null}
      {removed ? (
        <RemoveDialog
          entry={removed}
          onRemove={async () => (await openShelf()).remove(removed.documentId)}
          onClose={() => setRemoved(null)}
        />
      ) : null}
    </>
  );
}
