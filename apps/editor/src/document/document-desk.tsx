import { useDocument } from "@weft/react";
import type { DocumentFiles, Replica } from "@weft/sync";
import { useMemo, useRef, useState } from "react";
import { BranchLine } from "../branches/branch-line.tsx";
import { CommentButton } from "../comments/comment-button.tsx";
import { useCommentStart } from "../comments/use-comment-start.ts";
import { useComments } from "../comments/use-comments.ts";
import { FileProblem } from "../files/file-problem.tsx";
import { LinkForm } from "../formats/link-form.tsx";
import { DocumentMentions } from "../mentions/document-mentions.tsx";
import { OwnFaceButton } from "../people/own-face-button.tsx";
import { PeopleHere } from "../people/people-here.tsx";
import { RefusedGaps } from "../refused/refused-gaps.tsx";
import { DocumentRails } from "../review/document-rails.tsx";
import { ReviewButton } from "../review/rail/review-button.tsx";
import { useReview } from "../review/use-review.ts";
import { useSettings } from "../settings/use-settings.ts";
import { ShareButton } from "../share/share-button.tsx";
import { useShelfRecord } from "../shelf/use-shelf-record.ts";
import { DocumentStatus } from "../status/document-status.tsx";
import type { OpenedPanel } from "../status/status-button.tsx";
import { FixedToolbar } from "../toolbar/fixed-toolbar.tsx";
import { LiveMarks } from "../writing/live-marks.tsx";
import { RefusedEdit } from "../writing/refused-edit.tsx";
import { useCaretSharing } from "../writing/use-caret-sharing.ts";
import { useWritingEditor } from "../writing/use-writing-editor.ts";
import { weftExtensions } from "../writing/weft-extensions.ts";
import { WritingSurface } from "../writing/writing-surface.tsx";
import { DocumentBar } from "./document-bar.tsx";
import { DocumentExchange } from "./document-exchange.tsx";
import { TitleField } from "./title-field.tsx";
import type { KnownLink } from "./use-document-link.ts";
import { useLeaveWarning } from "./use-leave-warning.ts";
import { useIsOwner, useMayComment, useMayWrite } from "./use-role.ts";
import { useTabMemory } from "./use-tab-memory.ts";

/** An open document: its bar, its tools, its text. Nothing here is drawn again for a key press. */
export function DocumentDesk({
  replica,
  files,
  link,
}: {
  readonly replica: Replica;
  readonly files: DocumentFiles;
  readonly link: KnownLink;
}) {
  const { toolbar } = useSettings();
  const richText = useDocument(replica);
  const canWrite = useMayWrite(replica, link);
  const isOwner = useIsOwner(replica, link);
  const [panel, setPanel] = useState<OpenedPanel | null>(null);
  const review = useReview(replica, richText, canWrite);
  const comments = useComments(richText, { canWrite, canComment: useMayComment(replica, link) });
  const [linkFormOpen, setLinkFormOpen] = useState(false);
  const openLinkForm = useRef(() => setLinkFormOpen(true)).current;
  const engine = useMemo(() => (onRefused: () => void) => weftExtensions(richText, onRefused), [richText]);
  const { editor, refusals, fileProblem, forgetFileProblem } = useWritingEditor({
    engine,
    files,
    canWrite,
    onLink: openLinkForm,
  });
  const onComment = useCommentStart(editor, comments);
  useCaretSharing(editor, replica);
  useShelfRecord({ replica, richText, files, link });
  useLeaveWarning(replica, files);
  useTabMemory(editor, richText);
  const focusText = (): void => {
    // Tiptap's own focus command waits for a frame: letters typed meanwhile would land in the title.
    editor.commands.setTextSelection(0);
    editor.view.focus();
  };
  return (
    <>
      <DocumentBar
        title={<TitleField richText={richText} canWrite={canWrite} onEnter={focusText} />}
        status={
          <DocumentStatus
            replica={replica}
            richText={richText}
            files={files}
            panel={panel}
            onPanel={setPanel}
          />
        }
        people={
          <>
            <ReviewButton state={review} />
            <CommentButton state={comments} />
            <PeopleHere replica={replica} />
            <OwnFaceButton />
          </>
        }
        actions={
          <>
            <DocumentExchange editor={editor} richText={richText} files={files} canWrite={canWrite} />
            {isOwner ? <ShareButton link={link} /> : null}
          </>
        }
      />
      {canWrite && toolbar === "shown" ? <FixedToolbar editor={editor} onLink={openLinkForm} /> : null}
      <BranchLine richText={richText} files={files} />
      <WritingSurface {...{ editor, canWrite, onComment }} onLink={openLinkForm}>
        <RefusedGaps editor={editor} replica={replica} onOpen={(pieceId) => setPanel({ pieceId })} />
      </WritingSurface>
      <RefusedEdit editor={editor} refusals={refusals} />
      <FileProblem problem={fileProblem} onClose={forgetFileProblem} />
      <DocumentRails {...{ editor, replica, richText, review, comments, canWrite }} />
      <DocumentMentions {...{ editor, replica, richText }} />
      <LiveMarks editor={editor} replica={replica} />
      {linkFormOpen ? <LinkForm editor={editor} onClose={() => setLinkFormOpen(false)} /> : null}
    </>
  );
}
