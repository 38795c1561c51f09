import type { Extensions } from "@tiptap/core";
import { type Editor, useEditor } from "@tiptap/react";
import type { DocumentFiles } from "@weft/sync";
import { useEffect, useState } from "react";
import { useTypingRules } from "./use-typing-rules.ts";
import { writingExtensions } from "./writing-extensions.ts";

/** The editor of a document's text, and what it could not take. */
export interface WritingEditor {
  readonly editor: Editor;
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
  const editor = useEditor(
    {
      extensions: writingExtensions({
        engine: engine(() => setRefusals((count) => count + 1)),
        files,
        typingRules,
        onLink,
        onFileProblem: setFileProblem,
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
  return { editor, refusals, fileProblem, forgetFileProblem: () => setFileProblem(null) };
}
