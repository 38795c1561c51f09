/**
 * A document on its way in: nodes of the schema put together as the source has them, not as the schema wants
 * them. A list item may stand alone, a heading may hold a table. `fitDocument` makes a valid document of it.
 */
import type { Attrs, Mark, NodeType } from "@tiptap/pm/model";

/** Text with its marks. */
export interface LooseText {
  readonly kind: "text";
  text: string;
  readonly marks: readonly Mark[];
}

/** A node with whatever the source put into it. `marks` are those on an inline node. */
export interface LooseNode {
  readonly kind: "node";
  readonly type: NodeType;
  readonly attributes: Attrs;
  readonly marks: readonly Mark[];
  readonly children: readonly Loose[];
}

/** The edge of something that means nothing itself, such as a `<div>`: text before and after is not one line. */
export interface LooseBreak {
  readonly kind: "break";
}

/** A part of a loose document. */
export type Loose = LooseText | LooseNode | LooseBreak;

/** The one break there is. */
export const LOOSE_BREAK: LooseBreak = { kind: "break" };

/** Whether a part belongs into a line of text. */
export function isInline(part: Loose): boolean {
  return part.kind === "text" || (part.kind === "node" && part.type.isInline);
}
