/** Registers and their values in a person's words. */
import type { ConflictRegister } from "@weft/conflicts";

const namesByKey: Readonly<Record<string, string>> = {
  title: "Title",
  type: "Kind of block",
  "attributes.level": "Heading level",
  "attributes.checked": "Ticked off",
  "attributes.language": "Language of the code",
  "attributes.kind": "Kind of callout",
  "attributes.src": "Picture",
  "attributes.alt": "Description of the picture",
  "attributes.start": "First number",
  "attributes.header": "Header row",
  container: "Where it belongs",
  parent: "Where it belongs",
  place: "Where it stands",
  "mark.link": "Link",
  "mark.textColour": "Colour of the letters",
  "mark.backgroundColour": "Colour behind the letters",
};

const valuesByText: Readonly<Record<string, string>> = {
  "": "none",
  true: "yes",
  false: "no",
  paragraph: "text",
  codeBlock: "code",
  blockquote: "quote",
  bulletList: "bullet list",
  orderedList: "numbered list",
  taskList: "task list",
  listItem: "item",
  taskItem: "task",
};

/** What the register is called. */
export function registerName({ key }: ConflictRegister): string {
  return namesByKey[key] ?? key.slice(key.lastIndexOf(".") + 1);
}

/** A value as `ConflictSide.text` spells it; for places the words that follow there. */
export function valueWords({ key }: ConflictRegister, text: string): string {
  if (key === "title") return text || "none";
  if (key.startsWith("mark.")) return addressIn(text) ?? (text || "none");
  if (key === "place") return text === "" ? "at the end" : `before “${text}”`;
  return text
    .split(" › ")
    .map((part) => valuesByText[part] ?? part)
    .join(" › ");
}

/** Of a link with all its attributes the address alone is for people. */
function addressIn(text: string): string | undefined {
  return /"href":"([^"]*)"/.exec(text)?.[1];
}
