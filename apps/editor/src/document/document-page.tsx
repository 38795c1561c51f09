import { useMemo } from "react";
import { MessagePage } from "../design/message-page.tsx";
import { DocumentDesk } from "./document-desk.tsx";
import { OpeningPage } from "./opening-page.tsx";
import { useReplica } from "./replica-hooks.ts";
import { type KnownLink, useDocumentLink } from "./use-document-link.ts";

/** The page of one document: finds its key, opens it, and puts it on the desk. */
export function DocumentPage({ documentId }: { readonly documentId: string }) {
  const link = useDocumentLink(documentId);
  if (link === null) return <OpeningPage />;
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
  return <OpenDocument key={link.token} link={link} />;
}

function OpenDocument({ link }: { readonly link: KnownLink }) {
  const options = useMemo(
    () => ({ url: location.origin, documentId: link.documentId, token: link.token, create: link.madeHere }),
    [link],
  );
  const opened = useReplica(options);
  switch (opened.state) {
    case "opening":
      return <OpeningPage />;
    case "failed":
      return (
        <MessagePage title="The document could not be opened.">
          <p>{opened.error.message}</p>
          <p>Nothing that you wrote has been touched. Reload the page to try again.</p>
        </MessagePage>
      );
    case "open":
      return <DocumentDesk replica={opened.replica} link={link} />;
  }
}
