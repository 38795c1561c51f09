import type { Editor } from "@tiptap/react";
import type { RichText } from "@weft/richtext";
import type { DocumentFiles } from "@weft/sync";
import { BranchItems } from "../branches/branch-items.tsx";
import { ExchangeMenus } from "../exchange/exchange-menus.tsx";
import { readTitle } from "./use-title.ts";

/** The menus of a document of our own engine: its ways out and in, a copy as a Yjs document, and private copies. */
export function DocumentExchange({
  editor,
  richText,
  files,
  canWrite,
}: {
  readonly editor: Editor;
  readonly richText: RichText;
  readonly files: DocumentFiles;
  readonly canWrite: boolean;
}) {
  const conversion = {
    label: "Copy as a Yjs document",
    convert: async () => {
      const { convertToYjs } = await import("../yjs/converting/convert-document.ts");
      return convertToYjs({ doc: editor.state.doc, title: readTitle(richText), files });
    },
  };
  return (
    <ExchangeMenus
      exchanged={{ editor, files, title: () => readTitle(richText), conversion }}
      canWrite={canWrite}
      furtherItems={(warn) => <BranchItems richText={richText} onProblem={warn} />}
    />
  );
}
