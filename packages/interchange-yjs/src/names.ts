/** Names of nodes and marks in the schemas that Yjs documents are commonly made with. */

/** ProseMirror's basic schema, under Tiptap's and our names. */
const namesByOther: Readonly<Record<string, string>> = {
  ordered_list: "orderedList",
  bullet_list: "bulletList",
  list_item: "listItem",
  code_block: "codeBlock",
  horizontal_rule: "horizontalRule",
  hard_break: "hardBreak",
  table_row: "tableRow",
  table_cell: "tableCell",
  table_header: "tableHeader",
  strong: "bold",
  em: "italic",
};

/** The schema's name for a node or mark: its own if `has` knows it, else that of the same thing elsewhere. */
export function knownName(name: string, has: (name: string) => boolean): string {
  const other = Object.hasOwn(namesByOther, name) ? namesByOther[name] : undefined;
  return !has(name) && other !== undefined && has(other) ? other : name;
}

/** Attributes of the basic schema under our names, where they have others. */
export function knownAttributes(name: string, attributes: Readonly<Record<string, unknown>>) {
  const { order, params, ...rest } = attributes;
  if (name === "ordered_list" && order !== undefined) return { ...rest, start: order };
  if (name === "code_block" && params !== undefined) return { ...rest, language: params };
  return attributes;
}

/** y-prosemirror gives marks that may stand on one text several times a hash behind their name. */
export function markName(key: string): string {
  return /^(.+)--[a-zA-Z0-9+/=]{8}$/.exec(key)?.[1] ?? key;
}

/** A mark's key with a hash of what it says, in y-prosemirror's form: eight signs of base 64. */
export function hashedMarkKey(name: string, attributes: unknown): string {
  const text = JSON.stringify(attributes);
  let [high, low] = [0x811c9dc5, 0x9dc5811c];
  for (let index = 0; index < text.length; index++) {
    high = Math.imul(high ^ text.charCodeAt(index), 0x01000193);
    low = Math.imul(low ^ text.charCodeAt(index), 0x85ebca6b);
  }
  const signs = Array.from(
    { length: 8 },
    (_, index) => base64[((index < 4 ? high : low) >>> (6 * (index % 4))) & 63],
  );
  return `${name}--${signs.join("")}`;
}

const base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
