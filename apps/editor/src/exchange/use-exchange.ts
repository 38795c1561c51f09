import type { Editor } from "@tiptap/react";
import { systemClock } from "@weft/base";
import { useEffect, useState } from "react";
import { copyAsMarkdown, downloadAs } from "./export-document.ts";
import type { FileFormat } from "./file-format.ts";
import { importFile } from "./import-file.ts";

/** What is to be said about the last thing that went out or came in. */
export interface ExchangeWord {
  readonly role: "alert" | "status";
  readonly sentence: string;
}

/** Good news leaves by itself. */
const shownMs = 4000;

/** The ways out of a document and into it, each of which says how it went. */
export function useExchange(
  editor: Editor,
  title: string,
): {
  readonly word: ExchangeWord | null;
  readonly forget: () => void;
  readonly copy: () => void;
  readonly download: (format: FileFormat) => void;
  readonly take: (file: File) => void;
} {
  const [word, setWord] = useState<ExchangeWord | null>(null);
  useEffect(() => {
    if (word?.role !== "status") return;
    const timer = systemClock.after(shownMs, () => setWord(null));
    return () => timer.cancel();
  }, [word]);
  const warn = (sentence: string): void => setWord({ role: "alert", sentence });
  return {
    word,
    forget: () => setWord(null),
    copy() {
      const tell = (isCopied: boolean): void => {
        if (isCopied) setWord({ role: "status", sentence: "Copied as Markdown." });
        else warn("The browser does not let this page use the clipboard.");
      };
      copyAsMarkdown(editor).then(tell, () => tell(false));
    },
    download(format) {
      downloadAs(editor, format, title).catch(() =>
        warn("This needs a part of the app that could not be loaded. Try it again."),
      );
    },
    take(file) {
      void importFile(editor, file).then((problem) => {
        if (problem !== null) warn(problem);
      });
    },
  };
}
