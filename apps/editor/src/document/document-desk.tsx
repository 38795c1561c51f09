import type { Replica } from "@weft/sync";
import { useMemo, useRef, useState } from "react";
import { LinkForm } from "../formats/link-form.tsx";
import { AvatarRow } from "../people/avatar-row.tsx";
import { ownFace } from "../people/own-face.ts";
import { OwnFaceButton } from "../people/own-face-button.tsx";
import { SettingsMenu } from "../settings/settings-menu.tsx";
import { useSettings } from "../settings/use-settings.ts";
import { ShareButton } from "../share/share-button.tsx";
import { useShelfRecord } from "../shelf/use-shelf-record.ts";
import { DocumentStatus } from "../status/document-status.tsx";
import { FixedToolbar } from "../toolbar/fixed-toolbar.tsx";
import { useCaretSharing } from "../writing/use-caret-sharing.ts";
import { useOtherCarets } from "../writing/use-other-carets.ts";
import { useUnsavedMarks } from "../writing/use-unsaved-marks.ts";
import { useWritingEditor } from "../writing/use-writing-editor.ts";
import { WritingSurface } from "../writing/writing-surface.tsx";
import { DocumentBar } from "./document-bar.tsx";
import { usePeers, useSyncStatus } from "./replica-hooks.ts";
import { TitleField } from "./title-field.tsx";
import type { KnownLink } from "./use-document-link.ts";
import { mayWrite, useRichText } from "./use-rich-text.ts";

/** An open document: its bar, its tools, its text. */
export function DocumentDesk({ replica, link }: { readonly replica: Replica; readonly link: KnownLink }) {
  const settings = useSettings();
  const face = useMemo(() => ownFace(settings), [settings]);
  const status = useSyncStatus(replica);
  const peers = usePeers(replica);
  const richText = useRichText(replica);
  const [linkFormOpen, setLinkFormOpen] = useState(false);
  const openLinkForm = useRef(() => setLinkFormOpen(true)).current;
  const canWrite = mayWrite(status, link.role);
  const { editor, menuKeys } = useWritingEditor({ richText, canWrite, onLink: openLinkForm });
  useUnsavedMarks(editor, replica, status);
  useOtherCarets(editor, peers);
  useCaretSharing(editor, replica, face);
  useShelfRecord(replica, richText, link);
  return (
    <>
      <DocumentBar
        title={
          <TitleField
            richText={richText}
            canWrite={canWrite}
            onEnter={() => editor.commands.focus("start")}
          />
        }
        status={<DocumentStatus replica={replica} richText={richText} status={status} />}
        people={
          <>
            <AvatarRow faces={peers} most={3} label="People here" />
            <OwnFaceButton />
          </>
        }
        actions={
          <>
            <SettingsMenu place="document" />
            {(status.role ?? link.role) === "owner" || link.madeHere ? <ShareButton link={link} /> : null}
          </>
        }
      />
      {canWrite && settings.toolbar === "shown" ? (
        <FixedToolbar editor={editor} onLink={openLinkForm} />
      ) : null}
      <WritingSurface editor={editor} menuKeys={menuKeys} onLink={openLinkForm} />
      {linkFormOpen ? <LinkForm editor={editor} onClose={() => setLinkFormOpen(false)} /> : null}
    </>
  );
}
