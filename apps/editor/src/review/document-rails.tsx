import type { Editor } from "@tiptap/react";
import type { RichText } from "@weft/richtext";
import type { Replica } from "@weft/sync";
import { DocumentComments } from "../comments/document-comments.tsx";
import type { CommentsState } from "../comments/use-comments.ts";
import { DocumentAway } from "./away/document-away.tsx";
import { useAway } from "./away/use-away.ts";
import { useWriterName } from "./away/use-writer-name.ts";
import { DocumentReview } from "./document-review.tsx";
import { LiveHint } from "./live/live-hint.tsx";
import { useRails } from "./use-rails.ts";
import type { ReviewState } from "./use-review.ts";

/** What is looked at beside the text: what crossed, what was written while one was away, what is said. One rail at a time. */
export function DocumentRails({
  editor,
  replica,
  richText,
  review,
  comments,
  canWrite,
}: {
  readonly editor: Editor;
  readonly replica: Replica;
  readonly richText: RichText;
  readonly review: ReviewState;
  readonly comments: CommentsState;
  readonly canWrite: boolean;
}) {
  const away = useAway(replica, richText);
  const { isAwayOpen, openAway } = useRails(review, comments);
  useWriterName(replica, richText, canWrite);
  return (
    <>
      {canWrite ? <LiveHint {...{ editor, replica, richText }} /> : null}
      <DocumentAway
        editor={editor}
        state={away}
        mayTell={review.view.news === null && !review.isOpen && !comments.isOpen}
        isOpen={isAwayOpen}
        onOpen={openAway}
      />
      <DocumentReview
        editor={editor}
        state={review}
        canWrite={canWrite}
        isAside={isAwayOpen && away.view !== null}
      />
      <DocumentComments editor={editor} state={comments} />
    </>
  );
}
