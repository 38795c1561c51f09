import { useDocument, useReplica } from "@weft/react";
import type { Replica } from "@weft/sync";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import { MessagePage } from "../design/message-page.tsx";
import { OpeningPage } from "../document/opening-page.tsx";
import type { KnownLink } from "../document/use-document-link.ts";
import { documentPath } from "../share/document-link.ts";
import { openShelf } from "../shelf/shelf.ts";
import type { ShelfEntry } from "../shelf/shelf-entry.ts";
import { CompareDesk } from "./compare-desk.tsx";
import { areRelated } from "./comparison.ts";

/** A document beside another one that began as the same: what merging the first into the second would do. */
export function ComparePage({ link, otherId }: { readonly link: KnownLink; readonly otherId: string }) {
  const other = useEntry(otherId);
  if (other === null) return <OpeningPage isOffline={false} />;
  if (other === "none" || !areRelated(link.documentId, otherId)) {
    return (
      <MessagePage title="There is nothing to compare this with.">
        <p>
          Two documents can be compared if one is a private copy of the other, or both of a third, and this
          browser has opened both.
        </p>
        <p>
          <Link href={documentPath(link)} className="font-medium text-accent-strong underline">
            Back to the document
          </Link>
        </p>
      </MessagePage>
    );
  }
  return <OpenBoth link={link} other={other} />;
}

function OpenBoth({ link, other }: { readonly link: KnownLink; readonly other: ShelfEntry }) {
  const branch = useReplica(openingOf(link));
  const opposite = useReplica(openingOf(other));
  for (const opened of [branch, opposite]) {
    if (opened.state !== "failed") continue;
    return (
      <MessagePage title="One of the two could not be opened.">
        <p>{opened.error instanceof Error ? opened.error.message : "Something unexpected happened."}</p>
      </MessagePage>
    );
  }
  if (branch.state !== "open" || opposite.state !== "open") {
    const waiting = [branch, opposite].find((one) => one.state === "opening");
    return <OpeningPage isOffline={waiting?.state === "opening" && waiting.status?.state === "offline"} />;
  }
  return <Both link={link} other={other} branch={branch.replica} opposite={opposite.replica} />;
}

function Both({
  link,
  other,
  branch,
  opposite,
}: {
  readonly link: KnownLink;
  readonly other: ShelfEntry;
  readonly branch: Replica;
  readonly opposite: Replica;
}) {
  const branchText = useDocument(branch);
  const otherText = useDocument(opposite);
  return <CompareDesk {...{ link, other, branchText, otherText }} />;
}

function openingOf({
  documentId,
  token,
  madeHere: create,
}: Pick<ShelfEntry, "documentId" | "token" | "madeHere">) {
  return { url: location.origin, documentId, token, create };
}

function useEntry(documentId: string): ShelfEntry | "none" | null {
  const [entry, setEntry] = useState<ShelfEntry | "none" | null>(null);
  useEffect(() => {
    let gone = false;
    void openShelf()
      .then((shelf) => shelf.get(documentId))
      .then((found) => {
        if (!gone) setEntry(found ?? "none");
      });
    return () => {
      gone = true;
    };
  }, [documentId]);
  return entry;
}
