import type { DocumentFiles } from "@weft/sync";
import { useMemo, useRef, useState } from "react";
import { DocumentBar } from "../document/document-bar.tsx";
import type { KnownLink } from "../document/use-document-link.ts";
import { useLeaveWarning } from "../document/use-leave-warning.ts";
import { ExchangeMenus } from "../exchange/exchange-menus.tsx";
import { FileProblem } from "../files/file-problem.tsx";
import { LinkForm } from "../formats/link-form.tsx";
import { AvatarRow } from "../people/avatar-row.tsx";
import { OwnFaceButton } from "../people/own-face-button.tsx";
import { useSettings } from "../settings/use-settings.ts";
import { ShareButton } from "../share/share-button.tsx";
import { FixedToolbar } from "../toolbar/fixed-toolbar.tsx";
import { useWritingEditor } from "../writing/use-writing-editor.ts";
import { WritingSurface } from "../writing/writing-surface.tsx";
import { convertToWeft } from "./converting/convert-document.ts";
import { useYjsStatus } from "./replica/use-yjs-status.ts";
import { readYjsTitle } from "./replica/yjs-document.ts";
import type { YjsReplica } from "./replica/yjs-replica.ts";
import { useYjsFace } from "./use-yjs-face.ts";
import { useYjsPeople } from "./use-yjs-people.ts";
import { useYjsShelfRecord } from "./use-yjs-shelf-record.ts";
import { yjsExtensions } from "./yjs-extensions.ts";
import { YjsMentions } from "./yjs-mentions.tsx";
import { YjsStatus } from "./yjs-status-view.tsx";
import { YjsTitleField } from "./yjs-title-field.tsx";

/** An open Yjs document: the bar, the tools and the text of every document, on Tiptap's own binding to Yjs. */
export function YjsDesk({
  replica,
  files,
  link,
}: {
  readonly replica: YjsReplica;
  readonly files: DocumentFiles;
  readonly link: KnownLink;
}) {
  const { toolbar } = useSettings();
  const { role, state } = useYjsStatus(replica);
  const isCutOff = state === "no-access" || state === "needs-update";
  const canWrite = !isCutOff && (role === null || role === "owner" || role === "editor");
  const people = useYjsPeople(replica);
  const [linkFormOpen, setLinkFormOpen] = useState(false);
  const onLink = useRef(() => setLinkFormOpen(true)).current;
  const engine = useMemo(() => () => yjsExtensions(replica), [replica]);
  const written = useWritingEditor({ engine, files, canWrite, onLink });
  const { editor } = written;
  useYjsFace(replica);
  useYjsShelfRecord({ replica, editor, files, link, people });
  useLeaveWarning(replica, files);
  const focusText = (): void => {
    editor.commands.setTextSelection(0);
    editor.view.focus();
  };
  const conversion = {
    label: "Copy as a Weft document",
    convert: () => convertToWeft(replica.document, files),
  };
  const title = (): string => readYjsTitle(replica.document);
  return (
    <>
      <DocumentBar
        title={<YjsTitleField document={replica.document} canWrite={canWrite} onEnter={focusText} />}
        status={<YjsStatus replica={replica} files={files} />}
        people={
          <>
            <AvatarRow faces={people} most={3} label="People here" />
            <OwnFaceButton />
          </>
        }
        actions={
          <>
            <ExchangeMenus exchanged={{ editor, files, title, conversion }} canWrite={canWrite} />
            {role === "owner" ? <ShareButton link={link} /> : null}
          </>
        }
      />
      {canWrite && toolbar === "shown" ? <FixedToolbar editor={editor} onLink={onLink} /> : null}
      <WritingSurface {...{ editor, canWrite, onLink }} onComment={null} />
      <YjsMentions editor={editor} here={people} />
      <FileProblem problem={written.fileProblem} onClose={written.forgetFileProblem} />
      {linkFormOpen ? <LinkForm editor={editor} onClose={() => setLinkFormOpen(false)} /> : null}
    </>
  );
}
