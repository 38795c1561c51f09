/** Text as HTML says it. */

const inText = /[&<>\u00a0\r]/g;
const inAttribute = /[&<>"\u00a0\r\n]/g;
const everySign = /[\t\n\r!-/:-@[-`{-~\u00a0]/g;
const names: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\u00a0": "&nbsp;",
};

function reference(sign: string): string {
  return names[sign] ?? `&#${sign.charCodeAt(0)};`;
}

/** Text between tags. */
export function escapeText(text: string): string {
  return text.replace(inText, reference);
}

/** The value of an attribute between double quotes; always one line. */
export function escapeAttribute(value: string): string {
  return value.replace(inAttribute, reference);
}

/** Text in HTML inside Markdown: no sign is left that Markdown reads as its own, and no line ends. */
export function escapeForMarkdown(text: string): string {
  return text.replace(everySign, reference);
}
