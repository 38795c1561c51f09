import { useState } from "react";
import { describeStatus } from "../status/describe-status.ts";
import { StatusAnnouncer } from "../status/status-announcer.tsx";
import { type OpenedPanel, StatusButton } from "../status/status-button.tsx";
import { StatusPanel } from "../status/status-panel.tsx";
import { useYjsStatus } from "./replica/use-yjs-status.ts";
import type { YjsReplica } from "./replica/yjs-replica.ts";

const nothing = (): void => {};

/** The status of a Yjs document, in the component of all documents. */
export function YjsStatus({ replica }: { readonly replica: YjsReplica }) {
  const [panel, setPanel] = useState<OpenedPanel | null>(null);
  // Yjs does not say which words wait, only how many edits: there is no piece to take along.
  const view = { ...describeStatus(useYjsStatus(replica)), stuck: false };
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
              This is a Yjs document: every program that speaks Yjs can open it. What people wrote at the same
              time in one place is merged without a mark.
            </p>
          </StatusPanel>
        )}
      </StatusButton>
      <StatusAnnouncer view={view} />
    </>
  );
}
