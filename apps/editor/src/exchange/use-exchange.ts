import type { Editor } from "@tiptap/react";
import { systemClock } from "@weft/base";
import type { DocumentFiles } from "@weft/sync";
import { type ChangeEvent, type RefObject, useEffect, useRef, useState } from "react";
import type { Converted } from "../yjs/converting/convert-document.ts";
import { copyAsMarkdown, downloadAs } from "./export-document.ts";
import type { FileFormat } from "./file-format.ts";
import { importFile } from "./import-file.ts";

/** What is to be said about the last thing that went out or came in. */
export interface ExchangeWord {
  readonly role: "alert" | "status";
  readonly sentence: string;
}

/** The way to a document of the other engine that shows the same. */
export interface Conversion {
  /** The line in the menu. */
  readonly label: string;
  /** Makes it; the one that is open stays as it is. */
  convert(): Promise<Converted>;
}

/** What goes out, and what comes in. */
export interface ExchangedDocument {
  readonly editor: Editor;
  readonly files: DocumentFiles;
  /** The title as it is now. */
  readonly title: () => string;
  readonly conversion: Conversion;
}

/** Good news leaves by itself. */
const shownMs = 4000;

/** The ways out of a document and into it, and what is to be said of them. */
export interface Exchange {
  readonly word: ExchangeWord | null;
  readonly forget: () => void;
  /** Says that something did not work. */
  readonly warn: (sentence: string) => void;
  readonly copy: () => void;
  readonly download: (format: FileFormat) => void;
  /** The line in the menu for the other engine. */
  readonly convertLabel: string;
  /** Makes a document of the other engine that shows the same. */
  readonly convert: () => void;
  /** The document that was made, and what it does not hold; null before and after. */
  readonly converted: Converted | null;
  readonly forgetConverted: () => void;
  /** The field that asks for a file, and what asks it. */
  readonly picker: RefObject<HTMLInputElement | null>;
  readonly pick: () => void;
  readonly take: (event: ChangeEvent<HTMLInputElement>) => void;
}

/** The ways out of a document and into it, each of which says how it went. */
export function useExchange({ editor, files, title, conversion }: ExchangedDocument): Exchange {
  const picker = useRef<HTMLInputElement | null>(null);
  const [word, setWord] = useState<ExchangeWord | null>(null);
  const [converted, setConverted] = useState<Converted | null>(null);
  useEffect(() => {
    if (word?.role !== "status") return;
    const timer = systemClock.after(shownMs, () => setWord(null));
    return () => timer.cancel();
  }, [word]);
  const warn = (sentence: string): void => setWord({ role: "alert", sentence });
  return {
    word,
    forget: () => setWord(null),
    warn,
    copy() {
      const tell = (isCopied: boolean): void => {
        if (isCopied) setWord({ role: "status", sentence: "Copied as Markdown." });
        else warn("The browser does not let this page use the clipboard.");
      };
      copyAsMarkdown(editor).then(tell, () => tell(false));
    },
    download(format) {
      const tell = (missing: number): void => {
        if (missing > 0) warn(missingPictures(missing));
      };
      downloadAs({ editor, files }, format, title()).then(tell, () =>
        warn("This needs a part of the app that could not be loaded. Try it again."),
      );
    },
    convertLabel: conversion.label,
    convert() {
      conversion
        .convert()
        .then(setConverted, () =>
          warn(
            "It could not be copied. This document is as it was; try it again when there is a connection.",
          ),
        );
    },
    converted,
    forgetConverted: () => setConverted(null),
    picker,
    pick: () => picker.current?.click(),
    take({ currentTarget: input }) {
      const [file] = input.files ?? [];
      const tell = (problem: string | null): void => {
        if (problem !== null) warn(problem);
      };
      if (file) void importFile({ editor, files }, file).then(tell);
      // The same file can be picked again.
      input.value = "";
    },
  };
}

function missingPictures(count: number): string {
  return count === 1
    ? "One picture is not in the file: it is not here, or there is no room for it."
    : `${count} pictures are not in the file: they are not here, or there is no room for them.`;
}
