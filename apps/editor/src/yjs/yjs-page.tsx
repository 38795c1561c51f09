import { systemClock } from "@weft/base";
import { useEffect, useState } from "react";
import { MessagePage } from "../design/message-page.tsx";
import { OpeningPage } from "../document/opening-page.tsx";
import { type KnownLink, useDocumentLink } from "../document/use-document-link.ts";
import { useDocumentFiles } from "../files/use-document-files.ts";
import { keepPage } from "./keep-page.ts";
import { YjsReplica } from "./replica/yjs-replica.ts";
import { YjsDesk } from "./yjs-desk.tsx";

/** The page of one Yjs document: finds its key, opens it, and puts it on the desk. */
export function YjsPage({ documentId }: { readonly documentId: string }) {
  const link = useDocumentLink(documentId, "yjs");
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
  return <OpenYjsDocument key={link.token} link={link} />;
}

function OpenYjsDocument({ link }: { readonly link: KnownLink }) {
  const [replica, setReplica] = useState<YjsReplica | null>(null);
  useEffect(() => {
    const opening = new YjsReplica(link, systemClock);
    let isGone = false;
    void opening.opened().then(() => {
      if (!isGone) setReplica(opening);
      void keepPage();
    });
    return () => {
      isGone = true;
      setReplica(null);
      void opening.close();
    };
  }, [link]);
  return replica === null ? (
    <OpeningPage isOffline={false} />
  ) : (
    <DeskWithFiles replica={replica} link={link} />
  );
}

function DeskWithFiles({ replica, link }: { readonly replica: YjsReplica; readonly link: KnownLink }) {
  const files = useDocumentFiles(replica, link);
  return files && <YjsDesk replica={replica} files={files} link={link} />;
}
