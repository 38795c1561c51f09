/** The kinds of file that a document can be written as, and be read from. */
import type { Node, Schema } from "@tiptap/pm/model";
import { escapeMarkup } from "./escape-markup.ts";
import type { Interchange } from "./interchange.ts";

/** One kind. */
export interface FileFormat {
  readonly id: "markdown" | "html" | "text" | "json";
  readonly label: string;
  /** Endings of such files' names; the first is the one given. */
  readonly endings: readonly string[];
  readonly mediaType: string;
  /** Whether pictures stand inside of the file. */
  readonly holdsPictures: boolean;
  write(interchange: Interchange, doc: Node, title: string): string;
  /** Throws an `InterchangeError` if the text is none. */
  read(interchange: Interchange, schema: Schema, text: string): Node;
}

const markdown: FileFormat = {
  id: "markdown",
  label: "Markdown",
  endings: ["md", "markdown", "mdown"],
  mediaType: "text/markdown",
  holdsPictures: false,
  write: ({ writeMarkdown }, doc) => writeMarkdown(doc),
  read: ({ readMarkdown }, schema, text) => readMarkdown(schema, text),
};

const html: FileFormat = {
  id: "html",
  label: "HTML",
  endings: ["html", "htm"],
  mediaType: "text/html",
  holdsPictures: true,
  write: ({ writeHtml }, doc, title) =>
    `<!doctype html>\n<html>\n<head><meta charset="utf-8"><title>${escapeMarkup(title)}</title></head>\n<body>${writeHtml(doc)}</body>\n</html>\n`,
  read: ({ readHtml }, schema, text) => readHtml(schema, text),
};

const text: FileFormat = {
  id: "text",
  label: "Plain text",
  endings: ["txt", "text"],
  mediaType: "text/plain",
  holdsPictures: false,
  write: ({ writeText }, doc) => writeText(doc),
  read: ({ readText }, schema, source) => readText(schema, source),
};

const json: FileFormat = {
  id: "json",
  label: "JSON",
  endings: ["json"],
  mediaType: "application/json",
  holdsPictures: false,
  write: ({ writeJson }, doc) => writeJson(doc),
  read: ({ readJson }, schema, source) => readJson(schema, source),
};

/** All kinds, in the order of the menu. */
export const fileFormats: readonly FileFormat[] = [markdown, html, text, json];

/** The kind that a file's name says; plain text for any other. */
export function formatOfFile(name: string): FileFormat {
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  return fileFormats.find(({ endings }) => endings.includes(ending)) ?? text;
}
