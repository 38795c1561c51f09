import type { RichText } from "@weft/richtext";
import type { DocumentFiles, Replica } from "@weft/sync";
import { useLocation } from "wouter";
import { readTitle } from "../document/use-title.ts";
import { saveAsDocument } from "../document/write-document.ts";
import { useFilesStatus } from "../files/use-files-status.ts";
import { KeptPieces } from "../refused/kept-pieces.tsx";
import { documentPath } from "../share/document-link.ts";
import { describeStatus } from "./describe-status.ts";
import { saveFile } from "./save-file.ts";
import { StatusAnnouncer } from "./status-announcer.tsx";
import { type OpenedPanel, StatusButton } from "./status-button.tsx";
import { StatusPanel } from "./status-panel.tsx";
import { useCalmStatus } from "./use-calm-status.ts";
import { waitingPieces } from "./waiting-pieces.ts";
import { withFiles } from "./with-files.ts";

/** The status of an open document: in the bar, in the panel behind it, and for screen readers. */
export function DocumentStatus({
  replica,
  richText,
  files,
  panel,
  onPanel,
}: {
  readonly replica: Replica;
  readonly richText: RichText;
  readonly files: DocumentFiles;
  readonly panel: OpenedPanel | null;
  readonly onPanel: (panel: OpenedPanel | null) => void;
}) {
  const [, navigate] = useLocation();
  const view = withFiles(describeStatus(useCalmStatus(replica)), useFilesStatus(files));
  const saveAsNew = async (text: string): Promise<void> => {
    const title = `Kept from ${readTitle(richText) || "Untitled"}`;
    navigate(documentPath(await saveAsDocument(title, text)));
  };
  return (
    <>
      <StatusButton view={view} panel={panel} onPanel={onPanel}>
        {() => {
          const pieces = waitingPieces(richText, replica.unsavedFrom());
          const text = pieces.map((piece) => piece.text).join("\n");
          return (
            <StatusPanel
              view={view}
              pieces={pieces}
              onTryNow={() => replica.tryNow()}
              onSaveAsNew={() => void saveAsNew(text)}
              onDownload={() => saveFile(`${readTitle(richText)} unsaved`, text)}
            >
              <KeptPieces replica={replica} soughtId={panel?.pieceId ?? null} onSaveAsNew={saveAsNew} />
            </StatusPanel>
          );
        }}
      </StatusButton>
      <StatusAnnouncer view={view} />
    </>
  );
}
