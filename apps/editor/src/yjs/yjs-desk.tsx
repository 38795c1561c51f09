import { useRef, useState } from "react";
import { DocumentBar } from "../document/document-bar.tsx";
import type { KnownLink } from "../document/use-document-link.ts";
import { BlockMenu } from "../formats/block-menu.tsx";
import { LinkForm } from "../formats/link-form.tsx";
import { AvatarRow } from "../people/avatar-row.tsx";
import { OwnFaceButton } from "../people/own-face-button.tsx";
import { useSettings } from "../settings/use-settings.ts";
import { ShareButton } from "../share/share-button.tsx";
import { FixedToolbar } from "../toolbar/fixed-toolbar.tsx";
import { SheetOfText } from "../writing/sheet-of-text.tsx";
import { ConvertButton } from "./converting/convert-button.tsx";
import { useYjsStatus } from "./replica/use-yjs-status.ts";
import type { YjsReplica } from "./replica/yjs-replica.ts";
import { useYjsEditor } from "./use-yjs-editor.ts";
import { useYjsPeople } from "./use-yjs-people.ts";
import { useYjsShelfRecord } from "./use-yjs-shelf-record.ts";
import { YjsStatus } from "./yjs-status-view.tsx";
import { YjsTitleField } from "./yjs-title-field.tsx";

/** An open Yjs document: the bar, the tools and the text of every document, on Tiptap's own binding to Yjs. */
export function YjsDesk({ replica, link }: { readonly replica: YjsReplica; readonly link: KnownLink }) {
  const { toolbar } = useSettings();
  const { role, state } = useYjsStatus(replica);
  const isCutOff = state === "no-access" || state === "needs-update";
  const canWrite = !isCutOff && (role === null || role === "owner" || role === "editor");
  const people = useYjsPeople(replica);
  const [linkFormOpen, setLinkFormOpen] = useState(false);
  const openLinkForm = useRef(() => setLinkFormOpen(true)).current;
  const { editor, menuKeys } = useYjsEditor({ replica, canWrite, onLink: openLinkForm });
  useYjsShelfRecord({ replica, editor, link, people });
  const focusText = (): void => {
    editor.commands.setTextSelection(0);
    editor.view.focus();
  };
  return (
    <>
      <DocumentBar
        title={<YjsTitleField document={replica.document} canWrite={canWrite} onEnter={focusText} />}
        status={<YjsStatus replica={replica} />}
        people={
          <>
            <AvatarRow faces={people} most={3} label="People here" />
            <OwnFaceButton />
          </>
        }
        actions={
          <>
            <ConvertButton replica={replica} />
            {role === "owner" ? <ShareButton link={link} /> : null}
          </>
        }
      />
      {canWrite && toolbar === "shown" ? <FixedToolbar editor={editor} onLink={openLinkForm} /> : null}
      <SheetOfText editor={editor} onLink={openLinkForm} />
      <BlockMenu editor={editor} keys={menuKeys} />
      {linkFormOpen ? <LinkForm editor={editor} onClose={() => setLinkFormOpen(false)} /> : null}
    </>
  );
}
