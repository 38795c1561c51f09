import { systemClock, systemRandom } from "@weft/base";
import { Link2 } from "lucide-react";
import { useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import { Button } from "../design/controls/button.tsx";
import { Wordmark } from "../design/wordmark.tsx";
import { useCarryOut } from "../document/use-carry-out.ts";
import { OwnFaceButton } from "../people/own-face-button.tsx";
import { SettingsMenu } from "../settings/settings-menu.tsx";
import { createDocumentLink, type DocumentLink, documentPath } from "../share/document-link.ts";
import { openShelf } from "../shelf/shelf.ts";
import { newShelfEntry } from "../shelf/shelf-entry.ts";
import { useShelf } from "../shelf/use-shelf.ts";
import { DocumentList } from "./document-list.tsx";
import { EmptyShelf } from "./empty-shelf.tsx";
import { NewDocument } from "./new-document.tsx";
import { OpenLinkDialog } from "./open-link-dialog.tsx";
import { SearchField } from "./search-field.tsx";

/** Home: the documents that this browser opened, and the ways to a new one. */
export function HomePage() {
  const [, navigate] = useLocation();
  const shelf = useShelf();
  const [search, setSearch] = useState("");
  const [linkDialogOpen, setLinkDialogOpen] = useState(false);
  useEffect(() => {
    document.title = "Weft";
  }, []);
  useCarryOut(shelf);
  const create = async (engine?: "yjs"): Promise<void> => {
    const link: DocumentLink = { ...createDocumentLink(systemRandom), ...(engine && { engine }) };
    await (await openShelf()).put(newShelfEntry(link, "made-here", systemClock.now()));
    navigate(documentPath(link));
  };
  const openLink = (): void => setLinkDialogOpen(true);
  return (
    <>
      <header className="flex h-(--bar-height) items-center gap-2 border-hairline border-b px-4">
        <h1 className="flex-1">
          <Wordmark />
        </h1>
        <Link href="/lab" className="flex h-(--control) items-center px-2 text-soft hover:text-ink">
          The lab
        </Link>
        <SettingsMenu place="home" />
        <OwnFaceButton />
      </header>
      <main className="mx-auto w-full max-w-3xl px-4 pt-8 pb-16 sm:pt-12">
        {shelf === null ? null : shelf.entries.length === 0 ? (
          <EmptyShelf
            onCreate={() => void create()}
            onCreateYjs={() => void create("yjs")}
            onOpenLink={openLink}
          />
        ) : (
          <>
            <div className="mb-6 flex items-center gap-2">
              <SearchField text={search} onText={setSearch} />
              <Button onClick={openLink} className="h-(--field)" aria-label="Open a link">
                <Link2 size={16} aria-hidden />
                <span className="hidden sm:inline">Open a link</span>
              </Button>
              <NewDocument onCreate={() => void create()} onCreateYjs={() => void create("yjs")} />
            </div>
            <DocumentList entries={shelf.entries} search={search} />
          </>
        )}
        {shelf && !shelf.keeps ? (
          <p className="mt-8 rounded-md bg-amber-wash px-4 py-3 text-amber" role="note">
            This browser keeps nothing: when this window closes, its list of documents is gone. Keep the link
            of whatever you write.
          </p>
        ) : null}
      </main>
      <OpenLinkDialog
        open={linkDialogOpen}
        onOpenChange={setLinkDialogOpen}
        onOpenDocument={(link) => navigate(documentPath(link))}
      />
    </>
  );
}
