import type { Extensions } from "@tiptap/core";
import { type Editor, useEditor } from "@tiptap/react";
import type { DocumentFiles } from "@weft/sync";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { BlockMenuKeys } from "../formats/block-menu.tsx";
import { useTypingRules } from "./use-typing-rules.ts";
import { writingExtensions } from "./writing-extensions.ts";

/** The editor of a document's text, and the way its keys reach the `/` menu. */
export interface WritingEditor {
  readonly editor: Editor;
  readonly menuKeys: RefObject<BlockMenuKeys | null>;
  /** How often the document refused what was put in. */
  readonly refusals: number;
  /** Why a file was not put in, until that is closed. */
  readonly fileProblem: string | null;
  readonly forgetFileProblem: () => void;
}

/**
 * An editor on the document that `engine` puts into it, which is told whom to call when the document refuses an edit. Another `engine`
 * or another choice of typing rules makes a new editor.
 */
export function useWritingEditor({
  engine,
  files,
  canWrite,
  onLink,
}: {
  readonly engine: (onRefused: () => void) => Extensions;
  readonly files: DocumentFiles;
  readonly canWrite: boolean;
  readonly onLink: () => void;
}): WritingEditor {
  const typingRules = useTypingRules();
  const [refusals, setRefusals] = useState(0);
  const [fileProblem, setFileProblem] = useState<string | null>(null);
  const menuKeys = useRef<BlockMenuKeys | null>(null);
  const editor = useEditor(
    {
      extensions: writingExtensions({
        engine: engine(() => setRefusals((count) => count + 1)),
        files,
        typingRules,
        onLink,
        onFileProblem: setFileProblem,
        onMenuKey: (event) => menuKeys.current?.press(event) ?? false,
      }),
      enableInputRules: typingRules,
      enablePasteRules: typingRules,
      editable: canWrite,
      injectCSS: false,
      editorProps: {
        attributes: { role: "textbox", "aria-label": "Document text", "aria-multiline": "true" },
      },
    },
    [engine, files, typingRules, onLink],
  );
  useEffect(() => {
    if (editor.isEditable !== canWrite) editor.setEditable(canWrite, false);
  }, [editor, canWrite]);
  return { editor, menuKeys, refusals, fileProblem, forgetFileProblem: () => setFileProblem(null) };
}
