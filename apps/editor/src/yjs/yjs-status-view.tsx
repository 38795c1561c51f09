import type { DocumentFiles } from "@weft/sync";
import { useState } from "react";
import { useFilesStatus } from "../files/use-files-status.ts";
import { describeStatus } from "../status/describe-status.ts";
import { StatusAnnouncer } from "../status/status-announcer.tsx";
import { type OpenedPanel, StatusButton } from "../status/status-button.tsx";
import { StatusPanel } from "../status/status-panel.tsx";
import { withFiles } from "../status/with-files.ts";
import { useYjsStatus } from "./replica/use-yjs-status.ts";
import type { YjsReplica } from "./replica/yjs-replica.ts";

const nothing = (): void => {};

/** The status of a Yjs document, in the component of all documents. */
export function YjsStatus({
  replica,
  files,
}: {
  readonly replica: YjsReplica;
  readonly files: DocumentFiles;
}) {
  const [panel, setPanel] = useState<OpenedPanel | null>(null);
  // Yjs does not say which words wait, only how many edits: there is no piece to take along.
  const words = { ...describeStatus(useYjsStatus(replica)), stuck: false };
  const view = withFiles(words, useFilesStatus(files));
  return (
    <>
      <StatusButton view={view} panel={panel} onPanel={setPanel}>
        {() => (
          <StatusPanel
            view={view}
            pieces={[]}
            onTryNow={() => replica.tryNow()}
            onSaveAsNew={nothing}
            onDownload={nothing}
          >
            <p className="text-soft">
              This is a Yjs document: every program that speaks Yjs can open it. What people write at the same
              time in one place is merged without a mark: it has no review, no comments, no private copies,
              and no marks under words that wait.
            </p>
          </StatusPanel>
        )}
      </StatusButton>
      <StatusAnnouncer view={view} />
    </>
  );
}
