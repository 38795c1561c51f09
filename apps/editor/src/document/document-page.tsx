import { useReplica } from "@weft/react";
import type { Replica } from "@weft/sync";
import { useMemo } from "react";
import { useSearchParams } from "wouter";
import { ComparePage } from "../branches/compare-page.tsx";
import { withParameter } from "../branches/compare-path.ts";
import { MessagePage } from "../design/message-page.tsx";
import { useDocumentFiles } from "../files/use-document-files.ts";
import { DocumentDesk } from "./document-desk.tsx";
import { OpeningPage } from "./opening-page.tsx";
import { readTabMemory } from "./tab-memory.ts";
import { type KnownLink, useDocumentLink } from "./use-document-link.ts";

/** The page of one document: finds its key, opens it, and puts it on the desk. */
export function DocumentPage({ documentId }: { readonly documentId: string }) {
  const link = useDocumentLink(documentId);
  const [parameters] = useSearchParams();
  if (link === null) return <OpeningPage isOffline={false} />;
  if (link === "none") {
    return (
      <MessagePage title="This link has no key.">
        <p>
          The part after the “#” is missing, and this browser has not opened the document before. Ask whoever
          sent it to you for the whole link; Share makes one.
        </p>
      </MessagePage>
    );
  }
  const otherId = parameters.get(withParameter);
  if (otherId !== null) return <ComparePage key={`${link.token} ${otherId}`} link={link} otherId={otherId} />;
  return <OpenDocument key={link.token} link={link} />;
}

function OpenDocument({ link }: { readonly link: KnownLink }) {
  const { documentId, token, madeHere } = link;
  const resume = useMemo(() => readTabMemory(link.documentId), [link]);
  const opened = useReplica({ url: location.origin, documentId, token, create: madeHere, resume });
  switch (opened.state) {
    case "opening":
      return <OpeningPage isOffline={opened.status?.state === "offline"} />;
    case "failed":
      return (
        <MessagePage title="The document could not be opened.">
          <p>{opened.error instanceof Error ? opened.error.message : "Something unexpected happened."}</p>
          <p>Nothing that you wrote has been touched. Reload the page to try again.</p>
        </MessagePage>
      );
    case "open":
      return <DeskWithFiles replica={opened.replica} link={link} />;
  }
}

function DeskWithFiles({ replica, link }: { readonly replica: Replica; readonly link: KnownLink }) {
  const files = useDocumentFiles(replica, link);
  return files && <DocumentDesk replica={replica} files={files} link={link} />;
}
